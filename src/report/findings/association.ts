import { significant } from '../../core/format.ts';
import { rng } from '../../core/random.ts';
import type { Interval } from '../../core/range.ts';
import { compare } from '../../stats/judge.ts';
import { kendallTau, rankCorrelation } from '../../stats/rank.ts';
import type { Arm } from '../arms/arm.ts';
import {
  counts,
  lossGap,
  measured,
  measuresAtEnd,
  type Quantity,
  quantityOf,
} from '../arms/quantity.ts';
import { type Spread, spreadOf } from '../arms/spread.ts';

/** How the ranks of one measure and the loss gap agree over the runs of one problem. */
export interface Association {
  /** Name of the measure in `Run.scalars`. */
  readonly measure: string;
  /** Runs. */
  readonly n: number;
  readonly tau: number;
  readonly interval: Interval;
  /** τ over the arms of one seed, averaged over seeds; null below three arms per seed. */
  readonly withinSeeds: Spread | null;
}

/** Below so many runs a bootstrap interval of τ is not worth its name; chosen by trial. */
const FEWEST = 5;

/** The association of every measure of where training ended with the loss gap. */
export const associationsOf = (arms: readonly Arm[]): readonly Association[] =>
  measuresAtEnd(arms.flatMap(({ runs }) => runs)).flatMap(
    (measure) => associationOf(arms, measure) ?? [],
  );

/** A measure and the loss gap of each run that counts and has both. */
export const pointsOf = ({ runs }: Arm, { key }: Quantity) =>
  runs.filter(counts).flatMap((run) => {
    const x = measured(run, key)?.value;
    const y = measured(run, lossGap.key)?.value;
    return x === undefined || y === undefined ? [] : [{ x, y, seed: run.spec.seed }];
  });

/** Kendall's τ-b of a measure and the loss gap over the runs that count; null for fewer than five. */
export function associationOf(arms: readonly Arm[], measure: Quantity): Association | null {
  const points = arms.flatMap((arm) => pointsOf(arm, measure));
  if (points.length < FEWEST) return null;
  const xs = points.map(({ x }) => x);
  const ys = points.map(({ y }) => y);
  // A stream of the report's own, with a fixed seed: the same runs give the same interval.
  const { n, tau, interval } = rankCorrelation(xs, ys, rng(0).fork(`report ${measure.key}-gap`));
  if (Number.isNaN(tau)) return null;
  const within = [...new Set(points.map(({ seed }) => seed))].flatMap((seed) => {
    const own = points.filter((point) => point.seed === seed);
    const value = kendallTau(
      own.map(({ x }) => x),
      own.map(({ y }) => y),
    );
    return own.length >= 3 && !Number.isNaN(value) ? [value] : [];
  });
  return { measure: measure.key, n, tau, interval, withinSeeds: spreadOf(within) };
}

/** The association in one sentence. */
export function associationSentence(association: Association): string {
  const { measure, n, tau, interval, withinSeeds } = association;
  const { name } = quantityOf(measure);
  const side = compare(interval);
  const says =
    side === 'above'
      ? `runs with a larger ${name} have a larger loss gap`
      : side === 'below'
        ? `runs with a larger ${name} have a smaller loss gap`
        : `cannot tell whether ${name} and loss gap go together`;
  const within =
    withinSeeds === null
      ? ''
      : `; within seeds the mean τ is ${significant(withinSeeds.mean, 2)}` +
        (withinSeeds.interval === null
          ? ' (one seed, no interval)'
          : ` (95 % Student t interval ${bracket(withinSeeds.interval)}, n = ${withinSeeds.n} seeds)`);
  return (
    `${name[0]!.toUpperCase()}${name.slice(1)} against loss gap: Kendall τ = ${significant(tau, 2)} ${bracket(interval)} ` +
    `(95 % bootstrap interval over n = ${n} runs): ${says}${within}.`
  );
}

// A t interval knows nothing of the bounds of τ.
const bracket = ([low, high]: Interval) =>
  `[${significant(Math.max(low, -1), 2)}, ${significant(Math.min(high, 1), 2)}]`;
