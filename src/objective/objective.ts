import type { Precision } from '../engine/program/compile.ts';
import type { Params, Tensor } from '../engine/tensors/tensor.ts';
import type { Labels, Targets } from './targets.ts';

/** The training loss L(θ) and its derivatives, as pure functions of tensors. */
export interface Objective {
  /** Shapes of the arrays in θ. */
  readonly shapes: readonly (readonly number[])[];
  /** P, the total number of parameters. */
  readonly parameters: number;
  /** The arithmetic that whatever is made of it is compiled in, unless asked otherwise; absent: single. */
  readonly precision?: Precision;
  /** n, the number of training examples; 1 where the loss is not a mean over examples. */
  readonly examples: number;
  /** L(θ), over the given rows of the training set, or all of it. Shape []. */
  value(theta: Params, rows?: Tensor): Tensor;
  /** L(θ) and ∇L(θ). Shapes [] and those of θ. */
  gradient(theta: Params, rows?: Tensor): { readonly value: Tensor; readonly gradient: Tensor[] };
  /** ∇²L(θ) v. Shapes those of θ. */
  hvp(theta: Params, v: Params, rows?: Tensor): Tensor[];
  /** ∇(vᵀ∇²L(θ)v), third derivatives along v twice. Shapes those of θ. */
  formGradient(theta: Params, v: Params): Tensor[];
  /** Σᵢ wᵢ ∇ℓᵢ(θ) with weights w [n] of the examples; absent where L is no mean of losses ℓᵢ. Shapes those of θ. */
  weighted?(theta: Params, weights: Tensor): Tensor[];
  /** The targets, and ∇L on others in their place; absent where the loss has none. */
  readonly targets?: Targets;
  /** The classes whose one-hot vectors the targets are; absent where they are other numbers, or there are none. */
  readonly labelled?: Labels;
  /** Σᵢ wᵢ ∇²ℓᵢ(θ) v, where there is `weighted`. Shapes those of θ. */
  weightedHvp?(theta: Params, v: Params, weights: Tensor): Tensor[];
  /** L as a sum over microbatches of the training set; absent where it is not a loss of a network's outputs. */
  readonly microbatches?: Microbatches;
}

/** A mean over examples of losses of a network's outputs, L(θ) = (1/n) Σᵢ ℓᵢ(f(θ, xᵢ)). */
export type NetworkObjective = Objective & Required<Pick<Objective, 'microbatches' | 'targets'>>;

/**
 * The training set in microbatches, each small enough for one pass through the network.
 *
 * A microbatch is a list of arrays with its examples along their first axes.
 */
export interface Microbatches {
  /**
   * The arrays of each microbatch, made anew and the caller's to free; of these rows of the training set only,
   * in their order, if any are given.
   *
   * @throws RangeError on a row that is not in 0 … n − 1, and on no rows
   */
  arrays(rows?: Int32Array): readonly Params[];
  /** Numbers that a pass through the network leaves behind, over all microbatches. */
  readonly activations: number;
  /** What one microbatch adds to L(θ): the sum over its examples divided by n. Shape []. */
  value(theta: Params, arrays: Params): Tensor;
  /** k, the outputs that the network has for one example. */
  readonly outputSize: number;
  /** f(θ, x) for the examples of one microbatch, in order. Shape [B, k]. */
  outputs(theta: Params, arrays: Params): Tensor;
  /** ℓᵢ of these outputs as a column. Shapes [B, k] → [B, 1]. */
  losses(outputs: Tensor, arrays: Params): Tensor;
  /** F u for each example, with F the Fisher information of the model's own labels in the outputs; absent where the loss is no −log p of labels. Shapes [B, k] → [B, k]. */
  fisher?(outputs: Tensor, u: Tensor): Tensor;
}
