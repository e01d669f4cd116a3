import { type OverSeeds, overSeeds, type Precision } from './over-seeds.ts';
import { studentTail } from './student-tail.ts';

/** The tests that an interval answers at any level; null where there is no interval. */
export interface Tests {
  /** Two-sided p of "the mean is nothing": below a exactly where the interval of level 1 − a lies outside of it. */
  readonly apart: number | null;
  /** p of "the mean is beyond the margin": below a exactly where the interval of level 1 − a lies within it. */
  readonly within: number | null;
}

/** What several seeds say of a mean, with its tests; plain JSON. */
export interface Evidence extends OverSeeds, Tests {}

/** What a mean is held against. */
export interface Standard {
  /** The middle of nothing and of the margin; 0 unless it is given. */
  readonly centre?: number;
  /** Half-width of the range about it that is called nothing, ≥ 0; 0 unless it is given. */
  readonly nothing?: number;
  /** Half-width of the range about it in which the mean is negligible, ≥ 0. */
  readonly margin: number;
  /** By how much the mean may be off whatever the number of seeds, ≥ 0. */
  readonly slack?: number;
}

/**
 * Two p-values of T = d/(s/√n) with n − 1 degrees of freedom, both twice a tail, so that they and the interval tell the same: apart
 * from nothing by d = |x̄ − centre| − slack − nothing, within the margin by d = margin − |x̄ − centre| − slack.
 *
 * The second is twice the larger p of two one-sided tests: Schuirmann 1987, "A comparison of the two one-sided tests procedure and
 * the power approach for assessing the equivalence of average bioavailability", J. Pharmacokinet. Biopharm. 15. Seeds that agree
 * leave a bracket alone, in which no chance is: its p is 0 or 1.
 */
export function testsOf(
  { n, mean, sd, interval, basis }: OverSeeds,
  { centre = 0, nothing = 0, margin, slack = 0 }: Standard,
): Tests {
  if (interval === null) return { apart: null, within: null };
  const p = (distance: number) => {
    if (basis === 'measurement') return distance > 0 ? 0 : 1;
    return distance > 0 ? 2 * studentTail(distance / (sd! / Math.sqrt(n)), n - 1) : 1;
  };
  const off = Math.abs(mean - centre);
  return { apart: p(off - slack - nothing), within: p(margin - off - slack) };
}

/** `overSeeds` with `testsOf`; throws RangeError on no values. */
export function evidenceOf(
  values: readonly number[],
  { resolution, ...standard }: Standard & Precision,
): Evidence {
  const { slack = 0 } = standard;
  const found = overSeeds(values, { slack, ...(resolution === undefined ? {} : { resolution }) });
  return { ...found, ...testsOf(found, standard) };
}
