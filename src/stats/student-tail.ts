import cdf from '@stdlib/stats-base-dists-t-cdf';
import { positive } from '../core/check.ts';

/**
 * P(T > t), T of Student's t with `degrees` > 0 of freedom; t may be ±∞, NaN gives NaN.
 *
 * As P(T < −t), which keeps the digits of a small tail. Throws RangeError unless degrees is in (0, ∞).
 */
export const studentTail = (t: number, degrees: number): number =>
  cdf(-t, positive('degrees', degrees));
