import { nonNegative } from '../../core/check.ts';
import {
  formGradient,
  hessianVectorProduct,
  inner,
  valueAndGradient,
} from '../../engine/derivatives/autodiff.ts';
import { add, mul, square, sum } from '../../engine/tensors/operations.ts';
import type { Params, Tensor } from '../../engine/tensors/tensor.ts';
import type { NetworkObjective } from '../../objective/objective.ts';

/** A term R(θ) of the weights alone, with its derivatives. */
export interface Penalty {
  /** R(θ). Shape []. */
  value(theta: Params): Tensor;
  /** ∇R(θ). Shapes those of θ. */
  gradient(theta: Params): Params;
  /** ∇²R(θ) v. Shapes those of θ. */
  hvp(theta: Params, v: Params): Params;
  /** ∇(vᵀ∇²R(θ)v); absent: 0. Shapes those of θ. */
  formGradient?(theta: Params, v: Params): Params;
}

/**
 * The L2 penalty (λ/2)‖θ‖² over all weights and biases, which under Euler's method is weight decay: Krogh & Hertz, A simple weight decay can
 * improve generalization, NIPS 1991, §2.
 *
 * @throws RangeError unless λ is non-negative and finite
 */
export function l2Penalty(lambda: number): Penalty {
  nonNegative('l2', lambda);
  const times = (v: Params) => v.map((x) => mul(x, lambda));
  return {
    value: (theta) => mul(inner(theta, theta), lambda / 2),
    gradient: times,
    hvp: (_, v) => times(v),
  };
}

/** A term of the weights from its value alone, of shape []; derivatives follow by differentiation. */
export function penaltyOf(term: (theta: Params) => Tensor): Penalty {
  // Weights that it does not name have derivatives 0, of every order that is taken.
  const value = (theta: Params): Tensor =>
    theta.reduce((total, t) => add(total, mul(sum(mul(square(t), t)), 0)), term(theta));
  return {
    value: term,
    gradient: (theta) => valueAndGradient(value, theta).gradient,
    hvp: (theta, v) => hessianVectorProduct(value, theta, v),
    formGradient: (theta, v) => formGradient(value, theta, v),
  };
}

/**
 * An objective with a penalty, L(θ) + R(θ), where it has a mean over examples as one of losses ℓᵢ + R.
 *
 * The gradient is ∇L + ∇R, on mini-batches and other targets too, and the Hessian ∇²L + ∇²R; the covariance of the per-example gradients is that of L, since all
 * of them move by the same ∇R. What is made of the outputs of a network alone, such as the Gauss–Newton matrix and its kernel, is that
 * of L: `microbatches.losses` has no penalty, `microbatches.value` has.
 */
export function penalised(objective: NetworkObjective, penalty: Penalty): NetworkObjective {
  const { weighted, weightedHvp, targets, microbatches } = objective;
  return {
    ...objective,
    value: (theta, rows) => add(objective.value(theta, rows), penalty.value(theta)),
    gradient(theta, rows) {
      const { value, gradient } = objective.gradient(theta, rows);
      return {
        value: add(value, penalty.value(theta)),
        gradient: plus(gradient, penalty.gradient(theta)),
      };
    },
    hvp: (theta, v, rows) => plus(objective.hvp(theta, v, rows), penalty.hvp(theta, v)),
    formGradient(theta, v) {
      const own = objective.formGradient(theta, v);
      const further = penalty.formGradient?.(theta, v);
      return further === undefined ? own : plus(own, further);
    },
    ...(weighted && {
      weighted: (theta, weights) =>
        plus(weighted(theta, weights), times(penalty.gradient(theta), sum(weights))),
    }),
    ...(weightedHvp && {
      weightedHvp: (theta, v, weights) =>
        plus(weightedHvp(theta, v, weights), times(penalty.hvp(theta, v), sum(weights))),
    }),
    targets: {
      ...targets,
      gradient: (theta, y, rows) => plus(targets.gradient(theta, y, rows), penalty.gradient(theta)),
    },
    microbatches: {
      ...microbatches,
      // Its share of the examples: those of all microbatches are the whole penalty.
      value(theta, arrays) {
        const share = arrays[0]!.shape[0]! / objective.examples;
        return add(microbatches.value(theta, arrays), mul(penalty.value(theta), share));
      },
    },
  };
}

const plus = (a: Params, b: Params): Tensor[] => a.map((x, i) => add(x, b[i]!));
const times = (a: Params, c: Tensor): Tensor[] => a.map((x) => mul(x, c));
