import { positive } from '../core/check.ts';
import { LEVEL } from './student.ts';
import { type Summary, summary } from './summary.ts';

/**
 * The mean of xᵢ − yᵢ with its t interval, as when each seed is run both ways.
 *
 * Throws RangeError unless the samples have one and the same length of at least 1.
 */
export function pairedDifference(
  xs: ArrayLike<number>,
  ys: ArrayLike<number>,
  level = LEVEL,
): Summary {
  paired(xs, ys);
  const differences = Array.from(xs, (x, i) => x - ys[i]!);
  return summary(differences, level);
}

/**
 * The mean of ln(xᵢ / yᵢ) with its t interval; its exponential is the geometric mean of the ratios.
 *
 * An interval below 0 says that x is smaller than y. Throws RangeError as `pairedDifference` does,
 * and unless every value is positive and finite.
 */
export function pairedLogRatio(
  xs: ArrayLike<number>,
  ys: ArrayLike<number>,
  level = LEVEL,
): Summary {
  paired(xs, ys);
  const logs = Array.from(xs, (x, i) => ln(x) - ln(ys[i]!));
  return summary(logs, level);
}

/** Throws RangeError unless both samples have the same number of values. */
export function paired(xs: ArrayLike<unknown>, ys: ArrayLike<unknown>): void {
  if (xs.length !== ys.length) {
    throw new RangeError(`invalid pairs; not of equal length: ${xs.length} and ${ys.length}`);
  }
}

const ln = (x: number) => Math.log(positive('value in a log ratio', x));
