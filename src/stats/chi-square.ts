import { integerAtLeast, positive } from '../core/check.ts';
import { normalCdf } from '../core/normal.ts';
import type { Interval } from '../core/range.ts';
import { LEVEL, tailOf } from './student.ts';

/**
 * P(χ² > x) with `degrees` of freedom, by the finite sums of Abramowitz & Stegun 1964, 26.4.4 (odd) and 26.4.5 (even).
 *
 * Throws RangeError unless degrees ≥ 1 is an integer.
 */
export function chiSquareTail(x: number, degrees: number): number {
  integerAtLeast('degrees', degrees, 1);
  if (x <= 0) return 1;
  const isEven = degrees % 2 === 0;
  const root = Math.sqrt(x);
  // (x/2)^r / r! for even, x^{r + 1/2} / (1·3·…·(2r + 1)) times twice the normal density for odd degrees, r = 0, 1, …
  let term = (isEven ? 1 : root * Math.sqrt(2 / Math.PI)) * Math.exp(-x / 2);
  let sum = isEven ? 0 : 2 * normalCdf(-root);
  for (let k = isEven ? 2 : 3; k <= degrees; k += 2) {
    sum += term;
    term *= x / k;
  }
  return Math.min(1, sum);
}

/**
 * Where the standard deviation lies that n normal values with sample deviation s are from: s √((n − 1)/χ²), χ² at either tail.
 *
 * Throws RangeError unless sd > 0 and n ≥ 2 is an integer.
 */
export function deviationInterval(sd: number, n: number, level = LEVEL): Interval {
  const degrees = integerAtLeast('n', n, 2) - 1;
  const at = (tail: number) =>
    positive('sd', sd) * Math.sqrt(degrees / chiSquareQuantile(tail, degrees));
  return [at(tailOf(level)), at(1 - tailOf(level))];
}

/** The x that χ² exceeds with this probability, by halving. */
export function chiSquareQuantile(tail: number, degrees: number): number {
  let [low, high] = [0, degrees];
  while (chiSquareTail(high, degrees) > tail) high *= 2;
  while (high - low > 1e-12 * high) {
    const middle = (low + high) / 2;
    if (chiSquareTail(middle, degrees) > tail) low = middle;
    else high = middle;
  }
  return high;
}
