import { nonNegative } from '../../core/check.ts';
import { inner } from '../../engine/derivatives/autodiff.ts';
import { add, mul, sum } from '../../engine/tensors/operations.ts';
import type { Params, Tensor } from '../../engine/tensors/tensor.ts';
import type { NetworkObjective, Objective } from '../../objective/objective.ts';

/** (λ/2)‖θ‖² over all weights and biases. Shape []. */
export const penalty = (theta: Params, lambda: number): Tensor =>
  mul(inner(theta, theta), lambda / 2);

/**
 * An objective with an L2 penalty, L(θ) + (λ/2)‖θ‖² over all weights and biases, where it has a mean over examples as one of losses ℓᵢ + (λ/2)‖θ‖².
 *
 * The gradient is ∇L + λθ, on mini-batches and other targets too, the Hessian ∇²L + λI, third derivatives are those of L, and the covariance of the
 * per-example gradients is that of L, since all of them move by the same λθ. What is made of the outputs of a network alone, such as the
 * Gauss–Newton matrix and its kernel, is that of L: `microbatches.losses` has no penalty, `microbatches.value` has. Under Euler's method it is
 * weight decay: Krogh & Hertz, A simple weight decay can improve generalization, NIPS 1991, §2.
 *
 * @throws RangeError unless λ is non-negative and finite
 */
export function penalised(objective: NetworkObjective, lambda: number): NetworkObjective;
export function penalised(objective: Objective, lambda: number): Objective;
export function penalised(objective: Objective, lambda: number): Objective {
  nonNegative('l2', lambda);
  if (lambda === 0) return objective;
  const { weighted, weightedHvp, targets, microbatches } = objective;
  return {
    ...objective,
    value: (theta, rows) => add(objective.value(theta, rows), penalty(theta, lambda)),
    gradient(theta, rows) {
      const { value, gradient } = objective.gradient(theta, rows);
      return { value: add(value, penalty(theta, lambda)), gradient: plus(gradient, theta, lambda) };
    },
    hvp: (theta, v, rows) => plus(objective.hvp(theta, v, rows), v, lambda),
    ...(weighted && {
      weighted: (theta, weights) =>
        plus(weighted(theta, weights), theta, mul(sum(weights), lambda)),
    }),
    ...(weightedHvp && {
      weightedHvp: (theta, v, weights) =>
        plus(weightedHvp(theta, v, weights), v, mul(sum(weights), lambda)),
    }),
    ...(targets && {
      targets: {
        ...targets,
        gradient: (theta, y, rows) => plus(targets.gradient(theta, y, rows), theta, lambda),
      },
    }),
    ...(microbatches && {
      microbatches: {
        ...microbatches,
        // Its share of the examples: those of all microbatches are the whole penalty.
        value: (theta, arrays) =>
          add(
            microbatches.value(theta, arrays),
            penalty(theta, (lambda * arrays[0]!.shape[0]!) / objective.examples),
          ),
      },
    }),
  };
}

/** a + c b. Shapes those of θ. */
const plus = (a: Params, b: Params, c: number | Tensor): Tensor[] =>
  a.map((x, i) => add(x, mul(b[i]!, c)));
