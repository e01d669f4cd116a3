import type { Interval } from '../../core/range.ts';
import { standardError } from '../summary.ts';
import { skewedInterval } from './skewed-mean.ts';

/** An estimate of ‖μ‖² with its error. */
export interface SquaredMean {
  readonly value: number;
  readonly stderr: number;
  readonly interval: Interval;
}

/**
 * ‖μ‖² from m independent vectors of mean μ, without the share of their noise that the square of their mean has.
 *
 * Products of different vectors have the mean μᵀμ: the estimate is Σ_{i≠j} xᵢᵀxⱼ/(m(m − 1)), which where μ = 0 is negative half the time (a
 * U-statistic: Hoeffding, Annals of Mathematical Statistics 19 (1948) 293–325, section 5). Error and interval, see `skewedInterval`, by leaving out one vector at a time. Shape [m][P],
 * m ≥ 3.
 */
export function squaredMean(xs: readonly Float64Array[]): SquaredMean {
  const m = xs.length;
  const total = new Float64Array(xs[0]!.length);
  for (const x of xs) for (let j = 0; j < x.length; j++) total[j]! += x[j]!;
  const whole = dot(total, total);
  const squares = xs.map((x) => dot(x, x));
  const all = squares.reduce((a, b) => a + b, 0);
  const value = (whole - all) / (m * (m - 1));
  const without = xs.map((x, i) => {
    const rest = whole - 2 * dot(total, x) + 2 * squares[i]! - all;
    return rest / ((m - 1) * (m - 2));
  });
  // Jackknife pseudo-values, whose mean is the estimate.
  const pseudo = without.map((x) => m * value - (m - 1) * x);
  return { value, stderr: standardError(pseudo), interval: skewedInterval(pseudo) };
}

function dot(x: Float64Array, y: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < x.length; i++) sum += x[i]! * y[i]!;
  return sum;
}
