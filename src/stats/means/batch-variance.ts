import { integerAtLeast } from '../../core/check.ts';

/** How the rows of one mini-batch are drawn. */
export type Replacement = 'with' | 'without';

/**
 * κ, by which the covariance of one of n examples is multiplied to give that of the mean of B of them.
 *
 * κ = 1/B with replacement, and (n − B)/(B(n − 1)) without; Cochran, Sampling Techniques, 1977, §2.5. In [0, 1].
 *
 * @throws RangeError unless n and B are integers ≥ 1, and B ≤ n without replacement
 */
export function batchVariance(n: number, B: number, replacement: Replacement): number {
  integerAtLeast('n', n, 1);
  integerAtLeast('B', B, 1);
  if (replacement === 'with') return 1 / B;
  if (B > n) throw new RangeError(`invalid B; not in 1 … ${n}: ${B}`);
  return n === 1 ? 0 : (n - B) / (B * (n - 1));
}
