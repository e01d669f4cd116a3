import { integerAtLeast } from '../core/check.ts';
import { normalQuantile } from '../core/normal.ts';
import type { Interval } from '../core/range.ts';
import { LEVEL, tailOf } from './student.ts';

/**
 * Wilson's score interval for a proportion: all p with |p̂ − p| ≤ z √(p (1 − p) / n).
 *
 * Wilson 1927; Brown, Cai & DasGupta 2001, "Interval estimation for a binomial proportion", eq. 4,
 * who recommend it for small n. [0, 1] for n = 0. Throws RangeError unless 0 ≤ successes ≤ n are
 * integers and 0 < level < 1.
 */
export function wilsonInterval(successes: number, n: number, level = LEVEL): Interval {
  integerAtLeast('n', n, 0);
  integerAtLeast('successes', successes, 0);
  if (successes > n) throw new RangeError(`invalid successes; not at most n = ${n}: ${successes}`);
  const z = -normalQuantile(tailOf(level));
  if (n === 0) return [0, 1];
  const p = successes / n;
  const centre = (p + (z * z) / (2 * n)) / (1 + (z * z) / n);
  const reach =
    ((z / Math.sqrt(n)) * Math.sqrt(p * (1 - p) + (z * z) / (4 * n))) / (1 + (z * z) / n);
  // At 0 and n one end is 0 or 1 exactly; rounding would put it a hair beside.
  return [successes === 0 ? 0 : centre - reach, successes === n ? 1 : centre + reach];
}

/** P(K ≥ k) of a binomial count of n with probability p; throws RangeError unless k and n ≥ k are integers of 0 or more. */
export function binomialTail(k: number, n: number, p: number): number {
  integerAtLeast('k', k, 0);
  integerAtLeast('n', n, k);
  if (p >= 1) return 1;
  // The terms from k = 0 on, each from the one before.
  let term = (1 - p) ** n;
  let below = 0;
  for (let i = 0; i < k; i++) {
    below += term;
    term *= ((n - i) / (i + 1)) * (p / (1 - p));
  }
  return Math.max(0, 1 - below);
}
