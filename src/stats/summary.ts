import type { Interval } from '../core/range.ts';
import { LEVEL, studentInterval } from './student.ts';

/** The mean of a sample, with its error. */
export interface Summary {
  readonly n: number;
  readonly mean: number;
  /** s, with n − 1; NaN for n = 1. */
  readonly sd: number;
  /** Of the mean, s / √n; ∞ for n = 1. */
  readonly stderr: number;
  /** Student's t interval of the mean; [−∞, ∞] for n = 1, since one value has no spread. */
  readonly interval: Interval;
}

/** n, mean, standard deviation, standard error and t interval; throws RangeError on no values. */
export function summary(xs: ArrayLike<number>, level = LEVEL): Summary {
  const n = xs.length;
  const centre = mean(xs);
  const stderr = standardError(xs);
  const interval = studentInterval(centre, stderr, n - 1, level);
  return { n, mean: centre, sd: Math.sqrt(variance(xs)), stderr, interval };
}

/** x̄ = ∑ᵢ xᵢ / n, corrected once for rounding; throws RangeError on no values. */
export function mean(xs: ArrayLike<number>): number {
  const rough = sum(xs) / atLeastOne(xs);
  if (!Number.isFinite(rough)) return rough;
  return rough + sum(Array.from(xs, (x) => x - rough)) / xs.length;
}

/** s² = ∑ᵢ (xᵢ − x̄)² / (n − 1), in two passes; NaN for n = 1; throws RangeError on no values. */
export function variance(xs: ArrayLike<number>): number {
  const centre = mean(xs);
  return sum(Array.from(xs, (x) => (x - centre) ** 2)) / (xs.length - 1);
}

/** s / √n, the standard error of the mean; ∞ for n = 1; throws RangeError on no values. */
export function standardError(xs: ArrayLike<number>): number {
  return atLeastOne(xs) === 1 ? Number.POSITIVE_INFINITY : Math.sqrt(variance(xs) / xs.length);
}

/** The middle value, or the mean of the middle two; NaN if any is NaN; throws RangeError on none. */
export function median(xs: ArrayLike<number>): number {
  const sorted = Float64Array.from(xs).sort(); // puts NaN last
  const n = atLeastOne(xs);
  if (Number.isNaN(sorted[n - 1])) return Number.NaN;
  return (sorted[Math.floor((n - 1) / 2)]! + sorted[Math.floor(n / 2)]!) / 2;
}

function sum(xs: ArrayLike<number>): number {
  let total = 0;
  for (let i = 0; i < xs.length; i++) total += xs[i]!;
  return total;
}

function atLeastOne(xs: ArrayLike<number>): number {
  if (xs.length === 0) throw new RangeError('invalid sample; not at least one value: empty');
  return xs.length;
}
