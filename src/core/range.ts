/** A closed range, as a claim predicts it; either end may be infinite. */
export interface Range {
  readonly low: number;
  readonly high: number;
}

/** A closed interval, as the data give it. */
export type Interval = readonly [low: number, high: number];

/** The range [low, high]; throws RangeError unless low ≤ high. */
export function range(low: number, high: number): Range {
  if (!(low <= high)) throw new RangeError(`invalid range; not low ≤ high: [${low}, ${high}]`);
  return { low, high };
}

/** Every number of at least `low`. */
export const atLeast = (low: number): Range => range(low, Number.POSITIVE_INFINITY);

/** Every number of at most `high`. */
export const atMost = (high: number): Range => range(Number.NEGATIVE_INFINITY, high);

/** low ≤ x ≤ high; false for NaN. */
export const contains = ({ low, high }: Range, x: number): boolean => low <= x && x <= high;

/** The interval lies inside the range, edges included; false where an end is NaN. */
export const holds = (outer: Range, [low, high]: Interval): boolean =>
  outer.low <= low && low <= high && high <= outer.high;

/** The interval and the range have no point in common; false where an end is NaN. */
export const misses = (outer: Range, [low, high]: Interval): boolean =>
  low <= high && (high < outer.low || low > outer.high);
