import type { Cost, Estimate } from '../../core/estimate.ts';
import { ratioOfMeans } from '../../stats/means/ratio.ts';
import { mean } from '../../stats/summary.ts';

/**
 * The coefficient of determination R² = 1 − Σᵢ‖yᵢ − fᵢ‖²/Σᵢ‖yᵢ − ȳ‖² over n examples, all outputs together.
 *
 * Wright, Journal of Agricultural Research 20 (1921) 557–585. `stderr` by the delta method for a ratio of means over examples, to which ȳ
 * adds nothing at first order since it minimises the denominator; `interval` 1.96 of it either way. NaN and not converged where the targets are all alike.
 * Shapes: outputs and targets [n × k], row-major.
 */
export function determinationOf(
  outputs: ArrayLike<number>,
  targets: ArrayLike<number>,
  k: number,
  cost: Cost,
): Estimate {
  const n = targets.length / k;
  const centre = Float64Array.from({ length: k }, (_, c) => {
    let sum = 0;
    for (let i = 0; i < n; i++) sum += targets[i * k + c]!;
    return sum / n;
  });
  const squares = (from: (i: number, c: number) => number) =>
    Float64Array.from({ length: n }, (_, i) => {
      let sum = 0;
      for (let c = 0; c < k; c++) sum += (targets[i * k + c]! - from(i, c)) ** 2;
      return sum;
    });
  const left = squares((i, c) => outputs[i * k + c]!);
  const spread = squares((_, c) => centre[c]!);
  if (!(mean(spread) > 0) || n < 2)
    return { value: Number.NaN, stderr: Number.POSITIVE_INFINITY, cost, converged: false };
  const { value: share, stderr } = ratioOfMeans(left, spread);
  const value = 1 - share;
  return {
    ...{ value, stderr, cost, converged: Number.isFinite(value) },
    interval: [value - 1.96 * stderr, value + 1.96 * stderr],
  };
}
