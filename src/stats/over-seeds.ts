import type { Interval } from '../core/range.ts';
import { summary } from './summary.ts';

/** What several seeds say of a mean; plain JSON. */
export interface OverSeeds {
  readonly n: number;
  readonly mean: number;
  /** Null for one seed. */
  readonly sd: number | null;
  /** At 95 %; null where `basis` says that there is none. */
  readonly interval: Interval | null;
  /**
   * What the interval comes from. `seeds`: Student's t over them. `measurement`: the seeds agree, so chance does not
   * come from them, and only what each value is known to is left. `one seed` and `no spread`: there is none.
   */
  readonly basis: 'seeds' | 'measurement' | 'one seed' | 'no spread';
}

/** How the values of seeds were measured. */
export interface Precision {
  /**
   * By how much the mean may be off whatever the number of seeds, ≥ 0: half-widths of certified brackets, residuals.
   * What is random in a measurement is in the spread over seeds already.
   */
  readonly slack?: number;
  /** Values this near to each other are one value, ≥ 0: rounding. */
  readonly resolution?: number;
}

/**
 * The mean of one value a seed, with Student's t interval over seeds, widened by `slack` at either end.
 *
 * x̄ ± (t s/√n + slack). The only rule by which a report draws conclusions from seeds: one seed gives no interval,
 * and neither do seeds whose values agree to rounding, since a spread of 0 would make anything certain: there the slack alone
 * is the interval, if there is one. Under a slack the interval covers at least as often as it says: Imbens &
 * Manski 2004, "Confidence intervals for partially identified parameters", Econometrica 72, §2.
 * Throws RangeError on no values.
 */
export function overSeeds(
  values: readonly number[],
  { slack = 0, resolution = 0 }: Precision = {},
): OverSeeds {
  const { n, mean, sd, interval } = summary(values);
  if (n === 1) return { n, mean, sd: null, interval: null, basis: 'one seed' };
  const around = ([low, high]: Interval): Interval => [low - slack, high + slack];
  if (Math.max(...values) - Math.min(...values) > resolution)
    return { n, mean, sd, interval: around(interval), basis: 'seeds' };
  return slack > 0
    ? { n, mean, sd, interval: around([mean, mean]), basis: 'measurement' }
    : { n, mean, sd, interval: null, basis: 'no spread' };
}
