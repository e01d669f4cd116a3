import { valueAndGradient } from '../../engine/derivatives/autodiff.ts';
import { sum } from '../../engine/tensors/operations.ts';
import type { Params, Tensor } from '../../engine/tensors/tensor.ts';
import type { NetworkObjective } from '../../objective/objective.ts';

/** What the operators need that see the outputs of a network. */
export type Model = Pick<
  NetworkObjective,
  'examples' | 'shapes' | 'parameters' | 'precision' | 'microbatches'
>;

/** rᵢ = ∂ℓᵢ/∂f of these examples, which derivatives treat as a constant. Shape [B, k]. */
export const outputGradient = ({ microbatches }: Model, outputs: Tensor, own: Params): Tensor =>
  valueAndGradient(([f]) => sum(microbatches.losses(f!, own)), [outputs]).gradient[0]!;
