import { integerAtLeast, positive } from '../../core/check.ts';
import { costSince, type Estimate } from '../../core/estimate.ts';
import type { LinearOperator } from '../../linalg/operator.ts';
import { summary } from '../../stats/summary.ts';
import type { TraceOptions } from './hutchinson.ts';
import { estimateUntil } from './sequential.ts';
import { sketchOf } from './sketch.ts';

/**
 * tr A by Hutch++: exact on the range of a sketch, Hutchinson's estimator on what is left.
 *
 * With Q an orthonormal basis of A S, S and G of k random signs in each column,
 *
 *   tr A ≈ tr QᵀAQ + (1/k) Σⱼ gⱼᵀ (I − QQᵀ) A (I − QQᵀ) gⱼ
 *
 * from 3k products: Meyer, Musco, Musco & Woodruff, SOSA 2021, Algorithm 1. Far better than Hutchinson's where few
 * eigenvalues carry most of ‖A‖_F, and √3 worse in standard deviation where none stand out. Given Q the k terms
 * are independent: `stderr` and the 95 % Student interval are theirs. k grows by halves, and every product so far
 * is used again, until stderr ≤ relativeError · |tr A|. Holds Q and, in float32, G: 12 k P bytes.
 *
 * Not converged if maxProbes products did not bring the standard error down, or maxProbes is below 48, too few for a
 * standard error. Where A is not finite the value is not either, and not converged.
 *
 * @throws RangeError unless relativeError is in (0, ∞) and maxProbes an integer ≥ 3
 */
export function hutchPlusPlus(
  A: LinearOperator,
  { relativeError, maxProbes, random }: TraceOptions,
): Estimate {
  positive('relativeError', relativeError);
  integerAtLeast('maxProbes', maxProbes, 3);
  const start = performance.now();
  // A g need not be kept.
  const sketch = sketchOf(A, random, (v) => v);
  return estimateUntil(A, Math.floor(maxProbes / 3), relativeError, (from, k) => {
    sketch.grow(from, k);
    const H = sketch.matrix();
    const captured = H.reduce((sum, row, i) => sum + row[i]!, 0);
    const { mean, stderr, interval } = summary(sketch.rest());
    return {
      value: captured + mean,
      stderr,
      interval: [captured + interval[0], captured + interval[1]],
      size: H.reduce((sum, row, i) => sum + Math.abs(row[i]!), Math.abs(mean)),
      cost: costSince(start, { hvps: sketch.products() }),
    };
  });
}
