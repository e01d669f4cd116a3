import { integerAtLeast } from '../core/check.ts';
import { normalCdf, normalQuantile } from '../core/normal.ts';
import type { Rng } from '../core/random.ts';
import type { Interval } from '../core/range.ts';
import { LEVEL, tailOf } from './student.ts';

export interface BootstrapOptions {
  /** Confidence, in (0, 1); 0.95. */
  readonly level?: number;
  /** 2000, as DiCiccio & Efron 1996, "Bootstrap confidence intervals", §2 use for BCa. */
  readonly resamples?: number;
}

/** A number computed from a sample; it may be NaN on a degenerate resample, which is then left out. */
export type Statistic<T> = (sample: readonly T[]) => number;

/**
 * The percentile interval: the (1 ± level)/2 quantiles of the statistic over resamples.
 *
 * Efron & Tibshirani 1993, "An introduction to the bootstrap", §13.3. Throws RangeError on an empty
 * sample, a level outside (0, 1) or no resamples; [NaN, NaN] where every resample is degenerate.
 */
export function percentileInterval<T>(
  sample: readonly T[],
  statistic: Statistic<T>,
  rng: Rng,
  { level = LEVEL, resamples = 2000 }: BootstrapOptions = {},
): Interval {
  const tail = tailOf(level);
  const sorted = replicates(sample, statistic, rng, resamples);
  return [quantileOf(sorted, tail), quantileOf(sorted, 1 - tail)];
}

/**
 * The BCa interval: percentile, corrected for the bias z₀ and the acceleration a of the statistic.
 *
 * Each end is the quantile Φ(z₀ + (z₀ + z) / (1 − a (z₀ + z))) of the replicates, z = Φ⁻¹((1 ± level)/2);
 * Efron & Tibshirani 1993, §14.3, eq. 14.10, 14.14 and 14.15. Costs resamples + n evaluations.
 * Still a little narrow for small skewed samples: of 20 exponential values the 95 % interval of the
 * mean covers 92 % (percentiles 91 %). Throws as `percentileInterval` does.
 */
export function bcaInterval<T>(
  sample: readonly T[],
  statistic: Statistic<T>,
  rng: Rng,
  { level = LEVEL, resamples = 2000 }: BootstrapOptions = {},
): Interval {
  const tail = tailOf(level);
  const sorted = replicates(sample, statistic, rng, resamples);
  if (sorted[0] === sorted[sorted.length - 1])
    return [quantileOf(sorted, 0), quantileOf(sorted, 1)];
  const bias = normalQuantile(shareBelow(sorted, statistic(sample)));
  const a = acceleration(sample, statistic);
  const end = (p: number) => {
    const z = bias + normalQuantile(p);
    const skew = 1 - a * z;
    // Past the pole of the transformation the end is the extreme replicate on that side.
    if (skew <= 0) return quantileOf(sorted, z > 0 ? 1 : 0);
    return quantileOf(sorted, normalCdf(bias + z / skew));
  };
  return [end(tail), end(1 - tail)];
}

function replicates<T>(
  sample: readonly T[],
  statistic: Statistic<T>,
  rng: Rng,
  resamples: number,
): Float64Array {
  integerAtLeast('sample size', sample.length, 1);
  integerAtLeast('resamples', resamples, 1);
  const values = Float64Array.from({ length: resamples }, () =>
    statistic(sample.map(() => sample[rng.integer(sample.length)]!)),
  );
  return values.filter((x) => !Number.isNaN(x)).sort();
}

// The quantile at rank p (B + 1), between neighbours by interpolation; NaN of nothing.
function quantileOf(sorted: Float64Array, p: number): number {
  const rank = Math.min(Math.max(p * (sorted.length + 1) - 1, 0), sorted.length - 1);
  const low = Math.floor(rank);
  const left = sorted[low] ?? Number.NaN;
  const right = sorted[low + 1] ?? left;
  return left === right ? left : left + (rank - low) * (right - left);
}

// Ties count half, since a rank statistic repeats itself; kept off 0 and 1, where z₀ is infinite.
function shareBelow(sorted: Float64Array, value: number): number {
  let below = 0;
  for (const x of sorted) below += x < value ? 1 : x === value ? 0.5 : 0;
  return Math.min(Math.max(below, 0.5), sorted.length - 0.5) / sorted.length;
}

// a = ∑ d³ / (6 (∑ d²)^{3/2}), d the jackknife mean minus the statistic with one observation left out.
function acceleration<T>(sample: readonly T[], statistic: Statistic<T>): number {
  const left = sample
    .map((_, i) => statistic(sample.filter((_, j) => j !== i)))
    .filter((x) => Number.isFinite(x));
  const centre = left.reduce((total, x) => total + x, 0) / left.length;
  let squares = 0;
  let cubes = 0;
  for (const x of left) {
    squares += (centre - x) ** 2;
    cubes += (centre - x) ** 3;
  }
  return squares > 0 ? cubes / (6 * squares ** 1.5) : 0;
}
