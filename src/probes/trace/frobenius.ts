import { integerAtLeast, positive } from '../../core/check.ts';
import { costSince, type Estimate } from '../../core/estimate.ts';
import type { LinearOperator } from '../../linalg/operator.ts';
import { summary } from '../../stats/summary.ts';
import type { TraceOptions } from './hutchinson.ts';
import { estimateUntil } from './sequential.ts';
import { sketchOf } from './sketch.ts';

/**
 * ‖A‖_F of a symmetric A: exact on the range of a sketch, by random signs on what is left.
 *
 * With Q an orthonormal basis of A S, S and G of k random signs in each column,
 *
 *   ‖A‖²_F ≈ ‖A Q‖²_F + (1/k) Σⱼ ‖A (I − QQᵀ) gⱼ‖²,
 *
 * which is Hutch++ (Meyer, Musco, Musco & Woodruff, SOSA 2021, Algorithm 1) of tr A², whose products here cost one of A, from 3k products.
 * Without Q it would be the mean of ‖A g‖², which where one eigenvalue carries the norm takes 1/(2 r²) products for a relative error r.
 * `stderr` is that of the square over 2 ‖A‖_F, and `interval` the root of the 95 % Student interval over the k terms. k grows by halves until stderr ≤
 * relativeError · ‖A‖_F. Holds Q, A Q, G and A G: 28 k P bytes.
 *
 * Not converged if maxProbes products did not bring the standard error down, or maxProbes is below 48. Where A is not finite the value is
 * not either, and not converged.
 *
 * @throws RangeError unless relativeError is in (0, ∞) and maxProbes an integer ≥ 3
 */
export function frobenius(
  A: LinearOperator,
  { relativeError, maxProbes, random }: TraceOptions,
): Estimate {
  positive('relativeError', relativeError);
  integerAtLeast('maxProbes', maxProbes, 3);
  const start = performance.now();
  // A copy, since the operator may keep the array it returns.
  const sketch = sketchOf(A, random, (_, Av) => new Float64Array(Av));
  return estimateUntil(A, Math.floor(maxProbes / 3), relativeError, (from, k) => {
    sketch.grow(from, k);
    const captured = sketch.matrix().reduce((sum, row, i) => sum + row[i]!, 0);
    const rest = summary(sketch.rest().map((square) => Math.max(0, square)));
    const value = Math.sqrt(captured + rest.mean);
    const root = (end: number) => Math.sqrt(captured + Math.max(0, end));
    return {
      value,
      stderr: value === 0 ? 0 : rest.stderr / (2 * value),
      interval: [root(rest.interval[0]), root(rest.interval[1])],
      size: value,
      cost: costSince(start, { hvps: sketch.products() }),
    };
  });
}
