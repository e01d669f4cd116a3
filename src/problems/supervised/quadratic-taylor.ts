import { inner } from '../../engine/derivatives/autodiff.ts';
import { refuseJets } from '../../engine/tensors/jets.ts';
import { add, mul, sub, zerosLike } from '../../engine/tensors/operations.ts';
import type { Params, Tensor } from '../../engine/tensors/tensor.ts';
import type { Objective } from '../../objective/objective.ts';

/**
 * The second-order Taylor model of a loss, L(θ*) + gᵀδ + ½ δᵀHδ with δ = θ − θ*, g and H those of θ*.
 *
 * Its gradient is g + Hδ and its Hessian H everywhere. On mini-batches g and H are those of the batch, and weighted
 * sums of examples take each one's own, so that every method runs on it. A gradient costs one of L and one
 * Hessian–vector product, less the passes that they share. The tensors of θ* must outlive it.
 *
 * `value` throws Error under forward differentiation.
 */
export function quadraticTaylor(objective: Objective, at: Params): Objective {
  const { shapes, parameters, precision, examples, weighted, weightedHvp } = objective;
  const from = (theta: Params): Tensor[] => theta.map((t, i) => sub(t, at[i]!));
  const gradient: Objective['gradient'] = (theta, rows) => {
    const delta = from(theta);
    const { value, gradient: g } = objective.gradient(at, rows);
    const Hd = objective.hvp(at, delta, rows);
    const quadratic = mul(inner(delta, Hd), 0.5);
    return { value: add(value, add(inner(g, delta), quadratic)), gradient: sum(g, Hd) };
  };
  return {
    shapes,
    parameters,
    examples,
    ...(precision && { precision }),
    value: (theta, rows) => refuseJets(gradient(theta, rows).value, ...theta),
    gradient,
    hvp: (_, v, rows) => objective.hvp(at, v, rows),
    formGradient: (theta) => theta.map(zerosLike),
    ...(weighted &&
      weightedHvp && {
        weighted: (theta, weights) =>
          sum(weighted(at, weights), weightedHvp(at, from(theta), weights)),
        weightedHvp: (_, v, weights) => weightedHvp(at, v, weights),
      }),
  };
}

const sum = (a: Params, b: Params): Tensor[] => a.map((ai, i) => add(ai, b[i]!));
