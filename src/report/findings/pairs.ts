import type { Arm } from '../arms/arm.ts';
import { poolRates } from '../arms/pool-rates.ts';
import { byEnd, byRate } from './groups.ts';

/** An arm, and the reference that it is held against. */
export type Pair = readonly [arm: Arm, reference: Arm];

/**
 * Which arms of one problem are held against each other where they end: the smallest batch against the largest
 * and against GD at its η; GD's largest η against its smallest and against the flow.
 *
 * More pairs would say little new and cost certainty.
 */
export const pairsAtEnd = (arms: readonly Arm[]): readonly Pair[] => byEnd(arms).flatMap(pairsOf);

/** Which arms are held against each other before training, whatever their η: SGD of least and greatest B against GD. */
export function pairsAtStart(arms: readonly Arm[]): readonly Pair[] {
  const pools = poolRates(arms);
  const noisy = pools.filter(({ family }) => family === 'stochastic');
  const full = pools.find(({ family }) => family === 'descent');
  if (full === undefined) return [];
  const ends = new Set([noisy.at(0), noisy.at(-1)]);
  return [...ends].flatMap((arm): Pair[] => (arm === undefined ? [] : [[arm, full]]));
}

function pairsOf(arms: readonly Arm[]): readonly Pair[] {
  const descents = arms.filter(({ family }) => family === 'descent');
  const flow = arms.find(({ family }) => family === 'flow');
  const [slow, fast] = [descents.at(0), descents.at(-1)];
  return [
    ...byRate(arms).flatMap((own): Pair[] => {
      const [small, large] = [own.at(0)!, own.at(-1)!];
      const full = descents.find(({ rate }) => rate === small.rate);
      return [
        ...(small === large ? [] : [[small, large] as const]),
        ...(full ? [[small, full] as const] : []),
      ];
    }),
    ...(slow && fast && slow !== fast ? [[fast, slow] as const] : []),
    ...(fast && flow ? [[fast, flow] as const] : []),
  ];
}
