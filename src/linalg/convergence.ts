import { norm, ROUND_OFF } from './float64.ts';
import type { Ritz, RitzPair } from './ritz.ts';

/** Whether a pair has the residual asked for, or as small a one as round-off lets it have; `size` is that of A. */
export const hasConverged = (
  { value, residual }: RitzPair,
  tolerance: number,
  size: number,
): boolean => norm(residual) <= Math.max(tolerance * Math.abs(value), ROUND_OFF * size);

/**
 * The one of these pairs that is furthest from convergence; undefined where all have converged.
 *
 * Residuals are formed where their estimates are no longer reliable, at 1e-6 of the size of A.
 */
export function furthestFromConverged(
  ritz: Ritz,
  wanted: readonly number[],
  tolerance: number,
  size: number,
): RitzPair | undefined {
  const [worst] = [...wanted].sort((a, b) => ritz.residuals[b]! - ritz.residuals[a]!);
  const clear = Math.max(2 * tolerance * Math.abs(ritz.values[worst!]!), 1e-6 * size);
  if (ritz.residuals[worst!]! > clear) return ritz.pair(worst!);
  return wanted
    .map((i) => ritz.pair(i))
    .filter((pair) => !hasConverged(pair, tolerance, size))
    .sort((a, b) => norm(b.residual) - norm(a.residual))[0];
}

/** Whether one of these values changed by more than it may still be off. */
export const haveMoved = (
  now: readonly number[],
  before: readonly number[],
  tolerance: number,
  size: number,
): boolean =>
  now.some(
    (x, i) => Math.abs(x - before[i]!) > Math.max(tolerance * Math.abs(x), ROUND_OFF * size),
  );
