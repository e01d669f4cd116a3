import type { Interval } from '../../core/range.ts';
import { paired } from '../paired.ts';
import { LEVEL, studentQuantile, tailOf } from '../student.ts';
import { mean } from '../summary.ts';

/** A ratio of two means over the same observations. */
export interface Ratio {
  /** x̄/ȳ */
  readonly value: number;
  /** By the delta method. */
  readonly stderr: number;
  /** Fieller's interval; [−∞, ∞] where ȳ cannot be told from 0. */
  readonly interval: Interval;
}

/**
 * The ratio ρ = x̄/ȳ of paired observations, with Fieller's interval: all ρ with
 * (x̄ − ρȳ)² ≤ t² (s_xx − 2ρ s_xy + ρ² s_yy)/n, t Student's quantile with n − 1 degrees of freedom.
 *
 * Fieller, J. R. Stat. Soc. B 16 (1954) 175–185. The standard error is √((s_xx − 2ρ s_xy + ρ² s_yy)/n)/|ȳ|.
 * Throws RangeError unless the lengths agree.
 */
export function ratioOfMeans(xs: ArrayLike<number>, ys: ArrayLike<number>, level = LEVEL): Ratio {
  paired(xs, ys);
  const n = xs.length;
  const [x, y] = [mean(xs), mean(ys)];
  const sums = { xx: 0, xy: 0, yy: 0 };
  for (let i = 0; i < n; i++) {
    const [dx, dy] = [xs[i]! - x, ys[i]! - y];
    sums.xx += dx * dx;
    sums.xy += dx * dy;
    sums.yy += dy * dy;
  }
  const value = x / y;
  if (n < 2) return { value, stderr: Number.POSITIVE_INFINITY, interval: EVERYTHING };
  // Variances and covariance of the two means.
  const scale = 1 / ((n - 1) * n);
  const [xx, xy, yy] = [sums.xx * scale, sums.xy * scale, sums.yy * scale];
  const spread = xx - 2 * value * xy + value * value * yy;
  const stderr = Math.sqrt(Math.max(spread, 0)) / Math.abs(y);
  const t2 = studentQuantile(1 - tailOf(level), n - 1) ** 2;
  // a ρ² − 2 b ρ + c ≤ 0
  const a = y * y - t2 * yy;
  if (!(a > 0)) return { value, stderr, interval: EVERYTHING };
  const b = x * y - t2 * xy;
  const reach = Math.sqrt(Math.max(b * b - a * (x * x - t2 * xx), 0));
  return { value, stderr, interval: [(b - reach) / a, (b + reach) / a] };
}

const EVERYTHING: Interval = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
