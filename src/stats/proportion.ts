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
  if (k === 0 || p >= 1) return 1;
  if (p <= 0) return 0;
  // The smaller side is summed, so that neither loses its digits; its terms by logarithms, which do not vanish.
  return k > n * p ? sumOfTerms(k, n, n, p) : 1 - sumOfTerms(0, k - 1, n, p);
}

function sumOfTerms(from: number, to: number, n: number, p: number): number {
  const odds = Math.log(p / (1 - p));
  let log = n * Math.log1p(-p);
  let sum = 0;
  for (let i = 0; i <= to; i++) {
    if (i >= from) sum += Math.exp(log);
    log += Math.log((n - i) / (i + 1)) + odds;
  }
  return Math.min(1, sum);
}

/**
 * Clopper & Pearson's exact interval of a proportion, Biometrika 26 (1934): every p that neither binomial tail of k rejects. Never
 * too short. Throws as binomialTail does.
 */
export function exactInterval(k: number, n: number, level = LEVEL): Interval {
  const tail = tailOf(level);
  return [
    k === 0 ? 0 : crossing((p) => binomialTail(k, n, p) - tail),
    k === n ? 1 : crossing((p) => tail - atMost(k, n, p)),
  ];
}

/** P(K ≤ k) of a binomial count. */
export const atMost = (k: number, n: number, p: number): number => binomialTail(n - k, n, 1 - p);

/** Where a function that rises through 0 between 0 and 1 does so, by halving. */
function crossing(f: (p: number) => number): number {
  let [low, high] = [0, 1];
  while (high - low > 1e-9) {
    const middle = (low + high) / 2;
    if (f(middle) < 0) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
