import { positive } from '../core/check.ts';
import { contains, holds, type Interval, type Range, range } from '../core/range.ts';
import { compare } from './judge.ts';

/** Where a measured number stands relative to a reference. */
export interface Standing {
  /** Whether the number can be told from the reference, and on which side it is. */
  readonly side: 'below' | 'above' | 'cannot tell';
  /** Whether it is as good as the reference: within the margin. A number may be both above it and equivalent. */
  readonly equivalent: boolean;
}

/**
 * Holds an interval against a reference and the margin about it that was stated beforehand: different, equivalent,
 * both (a difference that can be told and is negligible), or neither (too few data).
 *
 * Equivalent by two one-sided tests: both "the number is below the margin" and "it is above" are rejected,
 * each at (1 − level)/2, exactly where the interval of that level lies inside the margin; Schuirmann 1987, "A
 * comparison of the two one-sided tests procedure and the power approach for assessing the equivalence of average
 * bioavailability", J. Pharmacokinet. Biopharm. 15. With intervals of 95 % each test is at 2.5 %, half of his
 * 5 %, so that one printed interval shows both answers. Something outside the margin is called equivalent
 * with at most that chance. An interval with NaN tells nothing.
 * Throws RangeError unless the reference lies in the margin.
 */
export function standing(interval: Interval, reference: number, margin: Range): Standing {
  if (!contains(margin, reference)) {
    throw new RangeError(
      `invalid margin; not about the reference ${reference}: [${margin.low}, ${margin.high}]`,
    );
  }
  return { side: compare(interval, reference), equivalent: holds(margin, interval) };
}

/**
 * The margin of a ratio, the same both ways: [reference/(1 + share), reference · (1 + share)].
 *
 * Throws RangeError unless both are positive.
 */
export const withinShare = (reference: number, share: number): Range => {
  const factor = 1 + positive('share', share);
  return range(positive('reference', reference) / factor, reference * factor);
};
