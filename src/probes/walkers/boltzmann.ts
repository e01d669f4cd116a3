import { integerAtLeast, positive } from '../../core/check.ts';
import type { Landscape } from './minimum-of.ts';
import { reachOf } from './reach.ts';

/** Bins of one coordinate, and the probability of each. */
export interface Bins {
  /** Between the bins, ascending; the first and the last bin are open. Shape [bins − 1]. */
  readonly edges: readonly number[];
  /** Shape [bins]. */
  readonly probabilities: readonly number[];
}

/** The outermost edges lie where the potential is this many temperatures high, and the density 0.7 % of that at the minima. */
const OUTER = 5;
/** Beyond so many temperatures the density is nothing: e⁻⁴⁰ is below round-off. */
const NOTHING = 40;
/** Intervals of Simpson's rule in a bin. */
const INTERVALS = 200;
/** Bins that a whole density is integrated over. */
const DENSE = 40;

/**
 * Bins of equal width and their probabilities ∝ ∫ exp(−U(x)/T) dx, by Simpson's rule. U and T alone decide where the bins lie.
 *
 * @throws RangeError unless T > 0 and there are at least 2 bins
 */
export function boltzmannBins(landscape: Landscape, T: number, bins: number): Bins {
  const { at } = landscape;
  positive('temperature', T);
  integerAtLeast('bins', bins, 2);
  const [low, high] = reachOf(landscape, OUTER * T);
  const [least, most] = reachOf(landscape, NOTHING * T);
  const width = (high - low) / (bins - 2 || 1);
  const edges = Array.from({ length: bins - 1 }, (_, i) => low + i * width);
  const ends = [least, ...edges, most];
  const weights = ends.slice(1).map((end, i) => integral(at, T, ends[i]!, end));
  const total = weights.reduce((a, b) => a + b, 0);
  return { edges, probabilities: weights.map((weight) => weight / total) };
}

/** exp(−U(x)/T) as a density of integral 1, by Simpson's rule; throws RangeError unless T > 0. */
export function boltzmannDensity(landscape: Landscape, T: number): (x: number) => number {
  const { edges, probabilities } = boltzmannBins(landscape, T, DENSE);
  const { at } = landscape;
  const inner = integral(at, T, edges[0]!, edges.at(-1)!, DENSE * INTERVALS);
  const total = inner / (1 - probabilities[0]! - probabilities.at(-1)!);
  return (x) => Math.exp(-at(x) / T) / total;
}

/** ∫ exp(−U/T) from a to b. */
function integral(
  at: Landscape['at'],
  T: number,
  a: number,
  b: number,
  intervals = INTERVALS,
): number {
  const h = (b - a) / intervals;
  let total = 0;
  for (let k = 0; k <= intervals; k++) {
    const weight = k === 0 || k === intervals ? 1 : k % 2 === 1 ? 4 : 2;
    total += weight * Math.exp(-at(a + k * h) / T);
  }
  return (total * h) / 3;
}

/** The bin of x, by halving. */
export function binOf(edges: readonly number[], x: number): number {
  let [low, high] = [0, edges.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (x >= edges[middle]!) low = middle + 1;
    else high = middle;
  }
  return low;
}
