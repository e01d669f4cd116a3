import type { Range } from '../core/range.ts';
import { studentTail } from './student-tail.ts';
import { mean, standardError } from './summary.ts';

/** Where a number lies relative to a range, as two p-values, each twice a one-sided one and 1 at most. */
export interface Evidence {
  /** Small where the number lies inside the range. */
  readonly inside: number;
  /** Small where it lies outside. */
  readonly outside: number;
}

/** How sure a number is to lie above an edge, or below it: a one-sided p each. */
export interface EdgeTest {
  above(edge: number): number;
  below(edge: number): number;
}

/**
 * The evidence from one-sided tests at the edges of a range: inside where both edges are told to be beyond it
 * (intersection–union; Berger 1982, "Multiparameter hypothesis testing and acceptance sampling", Technometrics 24),
 * outside where either is passed. Small as 1 − level exactly where the interval of that level lies inside, or
 * outside. An infinite edge is never passed.
 */
export function evidenceOf({ low, high }: Range, { above, below }: EdgeTest): Evidence {
  const edges = [
    ...(low === Number.NEGATIVE_INFINITY ? [] : [{ within: above(low), beyond: below(low) }]),
    ...(high === Number.POSITIVE_INFINITY ? [] : [{ within: below(high), beyond: above(high) }]),
  ];
  const twice = (p: number) => Math.min(1, 2 * p);
  return {
    inside: twice(Math.max(0, ...edges.map(({ within }) => within))),
    outside: twice(Math.min(1, ...edges.map(({ beyond }) => beyond))),
  };
}

/**
 * Student's one-sided tests of the mean of numbers that are known up to a bracket each: above an edge by the
 * lower ends, below it by the upper ones. Without spread the ends themselves decide; an end on the edge has not passed it.
 */
export function meanEdges(lows: readonly number[], highs: readonly number[]): EdgeTest {
  return {
    above: (edge) => tailOfMean(lows.map((x) => x - edge)),
    below: (edge) => tailOfMean(highs.map((x) => edge - x)),
  };
}

/** Student's one-sided p of a mean above 0; without spread the mean itself decides. */
export function tailOfMean(xs: readonly number[]): number {
  const centre = mean(xs);
  if (!Number.isFinite(centre)) return centre === Number.POSITIVE_INFINITY ? 0 : 1;
  const error = xs.length > 1 ? standardError(xs) : 0;
  if (error > 0) return studentTail(centre / error, xs.length - 1);
  return centre > 0 ? 0 : 1;
}
