import { norm } from './float64.ts';
import type { Ritz, RitzPair } from './ritz.ts';

/** Whether a pair has the residual asked for, or as small a one as round-off of A lets it have. */
export const hasConverged = (
  { value, residual }: RitzPair,
  tolerance: number,
  roundOff: number,
): boolean => norm(residual) <= Math.max(tolerance * Math.abs(value), roundOff);

/**
 * The one of these pairs that is furthest from convergence; undefined where all have converged.
 *
 * Residuals are formed where their estimates are no longer reliable, at 1e-6 of `size`, that of A.
 */
export function furthestFromConverged(
  ritz: Ritz,
  wanted: readonly number[],
  tolerance: number,
  size: number,
  roundOff: number,
): RitzPair | undefined {
  const [worst] = [...wanted].sort((a, b) => ritz.residuals[b]! - ritz.residuals[a]!);
  const bound = Math.max(tolerance * Math.abs(ritz.values[worst!]!), roundOff);
  const clear = Math.max(2 * bound, 1e-6 * size);
  if (ritz.residuals[worst!]! > clear) return ritz.pair(worst!);
  return wanted
    .map((i) => ritz.pair(i))
    .filter((pair) => !hasConverged(pair, tolerance, roundOff))
    .sort((a, b) => norm(b.residual) - norm(a.residual))[0];
}

/** Whether one of these values changed by more than it may still be off. */
export const haveMoved = (
  now: readonly number[],
  before: readonly number[],
  tolerance: number,
  roundOff: number,
): boolean =>
  now.some((x, i) => Math.abs(x - before[i]!) > Math.max(tolerance * Math.abs(x), roundOff));
