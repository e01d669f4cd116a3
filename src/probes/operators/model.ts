import { valueAndGradient } from '../../engine/derivatives/autodiff.ts';
import { type Params, sum, type Tensor } from '../../engine/tensors/tensor.ts';
import type { Split } from './microbatches.ts';

/**
 * A loss that is a mean over examples of losses of a network's outputs, L(θ) = (1/n) Σᵢ ℓᵢ(f(θ, xᵢ)), as much of
 * it as the operators that see outputs need.
 */
export interface Model {
  /** n, the number of training examples. */
  readonly examples: number;
  readonly shapes: readonly (readonly number[])[];
  /** P */
  readonly parameters: number;
  /** The training set in parts that one pass can hold. */
  readonly pieces: ModelPieces;
}

/** Each array of a part has the examples along its first axis. */
interface ModelPieces extends Split {
  /** k, the outputs of one example. */
  readonly outputSize: number;
  /** f(θ, x) for the examples of one part, in order. Shape [B, k]. */
  outputs(theta: Params, arrays: Params): Tensor;
  /** ℓᵢ of these outputs. Shapes [B, k] → [B]. */
  losses(outputs: Tensor, arrays: Params): Tensor;
  /** F u, with F the Fisher information of the model's own labels in each example's outputs. Shapes [B, k]. */
  fisher(outputs: Tensor, u: Tensor): Tensor;
}

/** rᵢ = ∂ℓᵢ/∂f of these examples; at rest, nothing follows it. Shape [B, k]. */
export const outputGradient = ({ pieces }: Model, outputs: Tensor, own: Params): Tensor =>
  valueAndGradient(([f]) => sum(pieces.losses(f!, own)), [outputs]).gradient[0]!;
