import { hessianVectorProduct, valueAndGradient } from '../../engine/derivatives/autodiff.ts';
import { div, mul, sum } from '../../engine/tensors/operations.ts';
import type { Params, Tensor } from '../../engine/tensors/tensor.ts';
import type { Objective } from '../../objective/objective.ts';
import { objectiveOf } from './objective-of.ts';

/**
 * The mean of n losses, L(θ) = (1/n) Σᵢ ℓᵢ(θ), from ℓ of all of them or of some rows; derivatives follow by differentiation.
 *
 * Shapes: ℓ(θ) [n], ℓ(θ, rows) that of rows.
 */
export function objectiveOfExamples(
  losses: (theta: Params, rows?: Tensor) => Tensor,
  shapes: readonly (readonly number[])[],
  n: number,
): Objective {
  const weigh = (weights: Tensor) => (theta: Params) => sum(mul(losses(theta), weights));
  return {
    ...objectiveOf((theta, rows) => div(sum(losses(theta, rows)), rows?.size ?? n), shapes, n),
    weighted: (theta, weights) => valueAndGradient(weigh(weights), theta).gradient,
    weightedHvp: (theta, v, weights) => hessianVectorProduct(weigh(weights), theta, v),
  };
}
