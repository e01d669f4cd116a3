import quantile from '@stdlib/stats-base-dists-t-quantile';
import type { Interval } from '../core/range.ts';

/** The confidence level of every interval unless another is given; 95 % is the custom of the field. */
export const LEVEL = 0.95;

/**
 * The p-quantile of Student's t with `degrees` > 0 of freedom, p in [0, 1].
 *
 * Throws RangeError on others, where the underlying function would return NaN.
 */
export function studentQuantile(p: number, degrees: number): number {
  const value = quantile(p, degrees);
  if (Number.isNaN(value)) {
    throw new RangeError(
      `invalid quantile; not p in [0, 1] and degrees in (0, ∞): ${p}, ${degrees}`,
    );
  }
  return value;
}

/**
 * value ± t · stderr with t the (1 + level)/2 quantile of Student's t.
 *
 * With no degree of freedom left the data say nothing about the error: [−∞, ∞]. Throws RangeError
 * unless 0 < level < 1.
 */
export function studentInterval(
  value: number,
  stderr: number,
  degrees: number,
  level = LEVEL,
): Interval {
  const tail = tailOf(level);
  if (degrees <= 0) return [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
  const reach = studentQuantile(1 - tail, degrees) * stderr;
  return [value - reach, value + reach];
}

/** The probability (1 − level)/2 beyond either end; throws RangeError unless 0 < level < 1. */
export function tailOf(level: number): number {
  if (!(level > 0 && level < 1)) throw new RangeError(`invalid level; not in (0, 1): ${level}`);
  return (1 - level) / 2;
}
