import { integerAtLeast, positive } from '../../core/check.ts';
import { costSince, type Estimate } from '../../core/estimate.ts';
import { axpy, dot } from '../../linalg/float64.ts';
import type { LinearOperator } from '../../linalg/operator.ts';
import { formsOf } from '../../linalg/operator-algebra.ts';
import type { BatchDraws, BatchGradients } from './batch-gradients.ts';
import { meanOverBatches } from './over-batches.ts';

/**
 * The gradient–noise interaction E_B[g_Bᵀ H g_B]/‖∇L‖², with H = ∇²L(θ) of all examples.
 *
 * To second order a step of SGD changes the loss by η‖∇L‖²(η/2 · GNI − 1) on the average, so that at 2/η it gains nothing: Andreyev &
 * Beneventano, Edge of stochastic stability, 2024 (arXiv 2412.20553). It is (∇LᵀH∇L + κ tr(HC))/‖∇L‖², κ of `batchVariance`. With
 * ξ = g_B − ∇L it is a mean of (∇LᵀH∇L + ξᵀHξ)/‖∇L‖² over independent mini-batches: 2ξᵀH∇L, which is 0 on the average, is left out; see
 * `meanOverBatches`. NaN, not converged, where ∇L = 0. Costs a gradient of B rows and a form ξᵀHξ (an HVP of all n) a mini-batch.
 *
 * @throws RangeError unless relativeError is in (0, ∞) and maxBatches an integer ≥ 2
 */
export function gradientNoiseInteraction(
  { mean, at }: BatchGradients,
  H: LinearOperator,
  { batches, relativeError, maxBatches }: BatchDraws,
): Estimate {
  positive('relativeError', relativeError);
  integerAtLeast('maxBatches', maxBatches, 2);
  const start = performance.now();
  const size = dot(mean, mean);
  const along = formsOf(H, [mean])[0]!;
  const { samples, ...found } = meanOverBatches(maxBatches, relativeError, (from, to) => {
    const noise = Array.from({ length: to - from }, (_, k) =>
      axpy(-1, mean, at(batches(from + k))),
    );
    return formsOf(H, noise).map((form) => (along + form) / size);
  });
  return { ...found, cost: costSince(start, { gradients: samples, hvps: samples + 1 }) };
}
