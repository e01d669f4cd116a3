import { type Evidence, evidenceOf } from '../../stats/evidence.ts';
import { mean } from '../../stats/summary.ts';
import type { Arm } from '../arms/arm.ts';
import type { Metric } from '../arms/metric.ts';
import { ROUNDING } from '../arms/spread.ts';
import { unique } from '../arms/wording.ts';
import { type Cells, cellsOf, leftOut, valuesOf } from './cells.ts';
import { type EndLosses, endLosses } from './end-losses.ts';
import { endedArms } from './ended-arms.ts';
import { type Small, smallDifference, smallRatio } from './small.ts';

type Pair = readonly [arm: Arm, reference: Arm];

/** How large a contrast is: of each pair of arms a number a seed, averaged over pairs in each seed. */
export interface ContrastSize {
  /** `undefined`: a ratio of values of which none can be told from 0. */
  readonly kind: 'ratio' | 'difference' | 'undefined';
  readonly pairs: readonly Pair[];
  /** Logarithms of ratios, or differences. */
  readonly evidence: Evidence;
  readonly slack: number;
  readonly small: Small;
  /** Of each pair, its mean over seeds. */
  readonly parts: readonly number[];
  /** Arms that would take part, had they ended as their stop rule asks. */
  readonly passedOver: readonly Arm[];
  /** Runs without a value of the arms that take part. */
  readonly leftOut: number;
  /** Training losses of all arms, then of all references, where they ended; null before training. */
  readonly losses: EndLosses | null;
}

/**
 * The size of a metric over pairs of arms, by the seeds that all of them have; null where there is none. `family`: all arms of the axis,
 * some of which may have been passed over before.
 */
export function contrastSize(
  pairs: readonly Pair[],
  metric: Metric,
  family: readonly Arm[] = pairs.flat(),
): ContrastSize | null {
  const ended = endedArms([...new Set(pairs.flat())], metric, 2);
  const whole = pairs.filter((pair) => pair.every((arm) => ended.includes(arm)));
  const used = whole.length > 0 ? whole : pairs;
  const arms = [...new Set(used.flat())];
  const cells = cellsOf(arms, metric);
  if (cells === null) return null;
  const { seeds } = cells;
  const perPair = used.map((pair) => numbersOf(pair, cells));
  const slack = mean(used.map((pair) => 2 * mean(pair.map(cells.slackOf))));
  const small = cells.ratios
    ? smallRatio
    : smallDifference(
        metric,
        used.flatMap(([, reference]) => valuesOf(cells, reference)),
      );
  const size = Math.max(...arms.flatMap((arm) => valuesOf(cells, arm)).map(Math.abs));
  const sides = [used.map(([arm]) => arm), used.map(([, reference]) => reference)];
  return {
    kind: cells.nothing ? 'undefined' : cells.ratios ? 'ratio' : 'difference',
    pairs: used,
    evidence: evidenceOf(
      seeds.map((_, i) => mean(perPair.map((own) => own[i]!))),
      { slack, resolution: ROUNDING * (cells.ratios ? 1 : size), margin: small.margin },
    ),
    ...{ slack, small, parts: perPair.map(mean) },
    passedOver: [...new Set(family)].filter((arm) => !arms.includes(arm)),
    leftOut: leftOut(arms, metric),
    losses:
      metric.at === 'start'
        ? null
        : endLosses(
            sides.flatMap((side) => [...new Set(side)]),
            seeds,
          ),
  };
}

function numbersOf([arm, reference]: Pair, cells: Cells): readonly number[] {
  const [xs, ys] = [valuesOf(cells, arm), valuesOf(cells, reference)];
  return xs.map((x, i) => (cells.ratios ? Math.log(x) - Math.log(ys[i]!) : x - ys[i]!));
}

/** Labels of arms, each once. */
export const labelsOf = (arms: readonly Arm[]): readonly string[] =>
  unique(arms.map(({ label }) => label));
