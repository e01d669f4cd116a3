import { clone, dispose } from '../../engine/tensors/memory.ts';
import type { Params } from '../../engine/tensors/tensor.ts';
import type { NetworkObjective, Objective } from '../../objective/objective.ts';
import type { Problem } from '../../problems/supervised/problem.ts';
import { quadraticTaylor } from '../../problems/supervised/quadratic-taylor.ts';
import { modelOf, type NetworkSpec } from '../spec/network.ts';

/** A model of a loss about θ*, in its place. */
export interface LossModel {
  readonly objective: Objective;
  dispose(): void;
}

/**
 * The second-order model about θ* of the loss of a network, or of that of its linear model, as a spec asks; undefined where it asks for none.
 *
 * The second has the Hessian of the linear model's loss at θ*, which is the Gauss–Newton matrix G of the network: L(θ*) + gᵀδ + ½ δᵀGδ.
 */
export function lossModel(
  spec: NetworkSpec,
  own: NetworkObjective,
  {
    at,
    linear,
  }: { readonly at: Params; readonly linear: () => Pick<Problem, 'objective' | 'dispose'> },
): LossModel | undefined {
  switch (modelOf(spec)) {
    case 'quadratic-taylor':
      return about(at, own, () => {});
    case 'gauss-newton': {
      const of = linear();
      return about(at, of.objective, of.dispose);
    }
    default:
      return undefined;
  }
}

function about(at: Params, of: Objective, free: () => void): LossModel {
  // Tensors of its own, since derivatives at θ* would reach what else of the network is at θ*: its linear model, and outputs that are subtracted.
  const own = clone(at);
  return {
    objective: quadraticTaylor(of, own),
    dispose() {
      free();
      dispose(own);
    },
  };
}
