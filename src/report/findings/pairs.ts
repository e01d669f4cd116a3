import type { Arm } from '../arms/arm.ts';
import { estimatesBySeed } from '../arms/measured.ts';
import type { Metric } from '../arms/metric.ts';
import { poolRates } from '../arms/pool-rates.ts';
import { endedArms } from './ended-arms.ts';
import { alongBatch, alongRate, byEnd } from './groups.ts';

/** An arm, and the reference that it is held against. */
export interface Pair {
  readonly arm: Arm;
  readonly reference: Arm;
  /** Arms that would have stood for the extreme of their family, had they ended as their stop rule asks. */
  readonly passedOver: readonly Arm[];
}

/**
 * Which arms of one problem are held against each other where they end: the smallest batch against the largest
 * and against GD at its η; GD's largest η against its smallest and against the flow. Of each family those stand that
 * ended: an arm that diverged has nothing to compare, and silences no other.
 *
 * More pairs would say little new and cost certainty.
 */
export const pairsAtEnd = (arms: readonly Arm[], metric: Metric): readonly Pair[] =>
  byEnd(arms).flatMap((own) => pairsOf(own, metric));

/** Which arms are held against each other before training, whatever their η: SGD of least and greatest B against GD. */
export function pairsAtStart(arms: readonly Arm[], metric: Metric): readonly Pair[] {
  const pools = poolRates(arms);
  const full = pools.find((arm) => arm.family === 'descent' && has(arm, metric));
  if (full === undefined) return [];
  return alongBatch(pools).flatMap((own): Pair[] => {
    const left = endedArms(own, metric, 2);
    return [...new Set([left.at(0), left.at(-1)])].flatMap((arm) =>
      arm === undefined ? [] : [{ arm, reference: full, passedOver: [] }],
    );
  });
}

function pairsOf(arms: readonly Arm[], metric: Metric): readonly Pair[] {
  const flow = arms.find((arm) => arm.family === 'flow' && has(arm, metric));
  const descents = alongRate(arms);
  return [
    ...alongBatch(arms).flatMap((own): Pair[] => {
      const left = endedArms(own, metric, 2);
      const [small, large] = [left.at(0), left.at(-1)];
      if (small === undefined || large === undefined) return [];
      const [below, above] = outside(own, small, large);
      const full = descents.flat().find((arm) => arm.rate === small.rate && has(arm, metric));
      return [
        ...pairOf(small, large, [...below, ...above]),
        ...(full === undefined ? [] : pairOf(small, full, below)),
      ];
    }),
    ...descents.flatMap((own): Pair[] => {
      const left = endedArms(own, metric, 2);
      const [slow, fast] = [left.at(0), left.at(-1)];
      if (slow === undefined || fast === undefined) return [];
      const [below, above] = outside(own, slow, fast);
      return [
        ...pairOf(fast, slow, [...below, ...above]),
        ...(flow === undefined ? [] : pairOf(fast, flow, above)),
      ];
    }),
  ];
}

const has = (arm: Arm, { key }: Metric): boolean => estimatesBySeed(arm, key).size > 0;

const pairOf = (arm: Arm, reference: Arm, passedOver: readonly Arm[]): Pair[] =>
  arm === reference ? [] : [{ arm, reference, passedOver }];

/** The arms of a family before the first and behind the last that stand for it. */
const outside = (own: readonly Arm[], first: Arm, last: Arm) =>
  [own.slice(0, own.indexOf(first)), own.slice(own.indexOf(last) + 1)] as const;
