import { mean } from './summary.ts';

/** Training losses of arms that differ by less count as equal; chosen by trial, and every sentence says where they differ by more. */
export const LOSS_TOLERANCE = 0.02;

/**
 * How far arms differ in something positive: the largest over the smallest of their geometric means, less 1; 0 where all is 0, else NaN
 * where something is not positive and finite.
 *
 * A mean of log ratios over pairs is the log of a ratio of these means, so that it is off by this much where it goes in proportion.
 */
export function mismatch(arms: readonly (readonly number[])[]): number {
  if (arms.every((values) => values.every((value) => value === 0))) return 0;
  const levels = arms.map(geometricMean);
  return Math.max(...levels) / Math.min(...levels) - 1;
}

/** exp of the mean of logs; NaN unless all are positive and finite. */
export const geometricMean = (values: readonly number[]): number =>
  values.every((value) => value > 0 && Number.isFinite(value))
    ? Math.exp(mean(values.map(Math.log)))
    : Number.NaN;
