import { rng } from '../../core/random.ts';
import type { Interval } from '../../core/range.ts';
import { compare } from '../../stats/judge.ts';
import { kendallTau, rankCorrelation } from '../../stats/rank.ts';
import type { Arm } from '../arms/arm.ts';
import { counts, measured } from '../arms/measured.ts';
import { type Metric, metricOf, metricsIn } from '../arms/metric.ts';
import { type Spread, spreadOf } from '../arms/spread.ts';
import { capitalised, intervalText, roughly } from '../arms/wording.ts';
import { about, type Finder, type Statement } from './finding.ts';

/** How the ranks of one metric and the loss gap agree over the runs of one problem. */
export interface Association {
  /** What sets the problem apart; empty if there is one. */
  readonly problem: string;
  /** Name of the metric in `Run.scalars`. */
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

/** Every metric of where training ended with the loss gap, in each problem. */
export const associations: Finder<'associations', Association> = {
  kind: 'associations',
  find: (records) =>
    records.problems.flatMap((own) =>
      metricsIn(own.flatMap(({ runs }) => runs))
        .filter(({ associated }) => associated)
        .flatMap((metric) => associationOf(own, metric) ?? [])
        .map(associationStatement)
        .map((one) => ({ ...one, reason: about(records, own) + one.reason })),
    ),
};

/** A metric and the loss gap of each run that counts and has both. */
export const pointsOf = ({ runs }: Arm, { key }: Metric) =>
  runs.filter(counts).flatMap((run) => {
    const x = measured(run, key)?.value;
    const y = measured(run, 'lossGap')?.value;
    return x === undefined || y === undefined ? [] : [{ x, y, seed: run.spec.seed }];
  });

/** Kendall's τ-b of a metric and the loss gap over the runs that count; null for fewer than five. */
function associationOf(arms: readonly Arm[], metric: Metric): Association | null {
  const points = arms.flatMap((arm) => pointsOf(arm, metric));
  if (points.length < FEWEST) return null;
  const xs = points.map(({ x }) => x);
  const ys = points.map(({ y }) => y);
  // A stream of the report's own, with a fixed seed: the same runs give the same interval.
  const { n, tau, interval } = rankCorrelation(xs, ys, rng(0).fork(`report ${metric.key}-gap`));
  if (Number.isNaN(tau)) return null;
  const within = [...new Set(points.map(({ seed }) => seed))].flatMap((seed) => {
    const own = points.filter((point) => point.seed === seed);
    const value = kendallTau(
      own.map(({ x }) => x),
      own.map(({ y }) => y),
    );
    return own.length >= 3 && !Number.isNaN(value) ? [value] : [];
  });
  const { problem } = arms[0]!;
  return { problem, measure: metric.key, n, tau, interval, withinSeeds: spreadOf(within) };
}

/** The association in words, without the name of its problem. */
export function associationStatement(evidence: Association): Statement<Association> {
  const { measure, n, tau, interval, withinSeeds } = evidence;
  const { name } = metricOf(measure);
  return {
    evidence,
    reason:
      `${capitalised(name)} against loss gap: Kendall τ = ${roughly(tau)} ${tauInterval(interval)} ` +
      `(95 % bootstrap interval over n = ${n} runs): `,
    verdict: VERDICTS[compare(interval)](name),
    remark: `${withinText(withinSeeds)}.`,
    // Over all runs, and within seeds where that has an interval too.
    intervals: withinSeeds?.interval ? 2 : 1,
  };
}

const VERDICTS = {
  above: (name: string) => `runs with a larger ${name} have a larger loss gap`,
  below: (name: string) => `runs with a larger ${name} have a smaller loss gap`,
  'cannot tell': (name: string) => `cannot tell whether ${name} and loss gap go together`,
} as const;

function withinText(spread: Spread | null): string {
  if (spread === null) return '';
  const { mean, interval, n } = spread;
  const sample =
    interval === null
      ? 'one seed, no interval'
      : `95 % Student t interval ${tauInterval(interval)}, n = ${n} seeds`;
  return `; within seeds the mean τ is ${roughly(mean)} (${sample})`;
}

// A t interval knows nothing of the bounds of τ.
const tauInterval = ([low, high]: Interval) =>
  intervalText([Math.max(low, -1), Math.min(high, 1)], roughly);
