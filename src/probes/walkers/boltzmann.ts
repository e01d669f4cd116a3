import { integerAtLeast, positive } from '../../core/check.ts';
import type { Landscape } from './minimum-of.ts';

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

/**
 * Bins of equal width and their probabilities ∝ ∫ exp(−U(x)/T) dx, by Simpson's rule. U and T alone decide where the bins lie.
 *
 * @throws RangeError unless T > 0 and there are at least 2 bins
 */
export function boltzmannBins({ at, places }: Landscape, T: number, bins: number): Bins {
  positive('temperature', T);
  integerAtLeast('bins', bins, 2);
  const [first, last] = [places[0]!, places.at(-1)!];
  const beyond = (from: number, side: 1 | -1, height: number) => {
    let reach = 1;
    while (at(from + side * reach) < height) reach *= 2;
    let [low, high] = [0, reach];
    for (let k = 0; k < 60; k++) {
      const middle = (low + high) / 2;
      if (at(from + side * middle) < height) low = middle;
      else high = middle;
    }
    return from + side * high;
  };
  const [low, high] = [beyond(first, -1, OUTER * T), beyond(last, 1, OUTER * T)];
  const width = (high - low) / (bins - 2 || 1);
  const edges = Array.from({ length: bins - 1 }, (_, i) => low + i * width);
  const ends = [beyond(first, -1, NOTHING * T), ...edges, beyond(last, 1, NOTHING * T)];
  const weights = ends.slice(1).map((end, i) => integral(at, T, ends[i]!, end));
  const total = weights.reduce((a, b) => a + b, 0);
  return { edges, probabilities: weights.map((weight) => weight / total) };
}

/** ∫ exp(−U/T) from a to b. */
function integral(at: Landscape['at'], T: number, a: number, b: number): number {
  const h = (b - a) / INTERVALS;
  let total = 0;
  for (let k = 0; k <= INTERVALS; k++) {
    const weight = k === 0 || k === INTERVALS ? 1 : k % 2 === 1 ? 4 : 2;
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
