import { positive } from '../core/check.ts';
import type { Interval } from '../core/range.ts';
import { paired } from './paired.ts';
import { LEVEL, studentInterval } from './student.ts';
import { mean } from './summary.ts';

/** A fitted number with its error. */
export interface Coefficient {
  readonly value: number;
  /** ∞ where two points leave no degree of freedom. */
  readonly stderr: number;
  /** Student's t interval with n − 2 degrees of freedom; [−∞, ∞] for n = 2. */
  readonly interval: Interval;
}

/** The least-squares line y = intercept + slope · x. */
export interface Line {
  readonly n: number;
  readonly slope: Coefficient;
  readonly intercept: Coefficient;
  /** Standard deviation of the residuals, with n − 2; NaN for n = 2. */
  readonly residual: number;
  /** Share of the variance of y that the line explains, in [0, 1]; NaN where y is constant. */
  readonly rSquared: number;
}

/**
 * Ordinary least squares: slope = Sxy / Sxx, intercept = ȳ − slope · x̄.
 *
 * Var(slope) = s² / Sxx and Var(intercept) = s² (1/n + x̄² / Sxx), with s² the residual variance;
 * Draper & Smith 1998, "Applied regression analysis", §1.4. Throws RangeError unless the lengths
 * agree and x takes two values.
 */
export function line(x: ArrayLike<number>, y: ArrayLike<number>, level = LEVEL): Line {
  paired(x, y);
  const n = x.length;
  const xBar = mean(x);
  const yBar = mean(y);
  const sums = { xx: 0, xy: 0, yy: 0 };
  for (let i = 0; i < n; i++) {
    const dx = x[i]! - xBar;
    const dy = y[i]! - yBar;
    sums.xx += dx * dx;
    sums.xy += dx * dy;
    sums.yy += dy * dy;
  }
  if (!(sums.xx > 0)) throw new RangeError(`invalid x; not two different values: ${xBar}`);

  const slope = sums.xy / sums.xx;
  // From the residuals themselves: Syy − slope · Sxy cancels when the line is nearly exact.
  let rss = 0;
  for (let i = 0; i < n; i++) rss += (y[i]! - yBar - slope * (x[i]! - xBar)) ** 2;
  const variance = rss / (n - 2);
  const coefficient = (value: number, factor: number): Coefficient => {
    const stderr = n === 2 ? Number.POSITIVE_INFINITY : Math.sqrt(variance * factor);
    return { value, stderr, interval: studentInterval(value, stderr, n - 2, level) };
  };
  return {
    n,
    slope: coefficient(slope, 1 / sums.xx),
    intercept: coefficient(yBar - slope * xBar, 1 / n + (xBar * xBar) / sums.xx),
    residual: n === 2 ? Number.NaN : Math.sqrt(variance),
    rSquared: 1 - rss / sums.yy,
  };
}

/**
 * The exponent p of y ∝ xᵖ: the slope of ln y against ln x, with its t interval.
 *
 * Throws RangeError as `line` does, and unless every value is positive and finite.
 */
export function logLogSlope(
  x: ArrayLike<number>,
  y: ArrayLike<number>,
  level = LEVEL,
): Coefficient {
  return line(logs(x), logs(y), level).slope;
}

const logs = (xs: ArrayLike<number>) =>
  Array.from(xs, (x) => Math.log(positive('value on a log axis', x)));
