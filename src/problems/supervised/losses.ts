import { withGradient } from '../../engine/derivatives/autodiff.ts';
import { withoutJet } from '../../engine/tensors/jets.ts';
import {
  add,
  exp,
  log,
  max,
  mul,
  neg,
  reshape,
  softmax,
  square,
  sub,
  sum,
} from '../../engine/tensors/operations.ts';
import type { Tensor } from '../../engine/tensors/tensor.ts';
import type { LossName } from './loss-names.ts';

/** Losses of outputs f against one-hot targets y, one per example. Shapes [B, k] → [B]. */
export type ExampleLoss = (f: Tensor, y: Tensor) => Tensor;

/**
 * The losses on offer; the training loss is their mean over examples.
 *
 * squared-error: ½ Σₖ (fₖ − yₖ)². cross-entropy: −log softmax(f)[y].
 */
export const exampleLosses: Readonly<Record<LossName, ExampleLoss>> = {
  'squared-error': (f, y) => mul(sum(square(sub(f, y)), 1), 0.5),
  'cross-entropy': (f, y) => crossEntropy(f, y),
};

/**
 * The Fisher information of an example's outputs, F = E_{y ~ p(·|f)} s sᵀ with s = ∂ℓ(f, y)/∂f, times u. Shapes [B, k].
 *
 * squared-error is −log p of y ~ N(f, I), up to a constant: s ~ N(0, I) and F = I, although targets are one-hot.
 * cross-entropy: s = p − e_y with y ~ p = softmax(f), so that E s = 0 and F = Σ_y p_y s sᵀ = diag p − p pᵀ.
 * Martens, J. Mach. Learn. Res. 21 (2020) 146.
 */
export const outputFisher: Readonly<Record<LossName, (f: Tensor, u: Tensor) => Tensor>> = {
  'squared-error': (_, u) => u,
  'cross-entropy': (f, u) => {
    const p = softmax(f);
    return mul(p, sub(u, reshape(sum(mul(p, u), 1), [f.shape[0]!, 1])));
  },
};

/** −log softmax(z)[y] per example, gradient softmax(z) − y; saves inputs only, so that it differentiates twice. */
const crossEntropy = withGradient(
  (z, y) => {
    // The shift cancels, so its derivative does too.
    const shifted = sub(z, reshape(max(withoutJet(z), 1), [z.shape[0]!, 1]));
    const logNorm = log(sum(exp(shifted), 1)); // [B]
    return add(logNorm, neg(sum(mul(shifted, y), 1)));
  },
  (dy, z, y) => mul(reshape(dy, [z.shape[0]!, 1]), sub(softmax(z), y)),
);
