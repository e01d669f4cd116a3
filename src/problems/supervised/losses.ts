import { softmaxDerivative } from '../../engine/derivatives/derivatives.ts';
import { differentiable } from '../../engine/derivatives/row-loss.ts';
import {
  add,
  exp,
  expm1,
  log1p,
  maxOfRows,
  mul,
  softmax,
  square,
  sub,
  sumOfRows,
} from '../../engine/tensors/operations.ts';
import type { Tensor } from '../../engine/tensors/tensor.ts';
import type { LossName } from './loss-names.ts';

/** Losses of outputs f against targets y, one per example as a column; a user's own may ask for the inputs x too. Shapes [B, k] → [B, 1]. */
export type ExampleLoss = (f: Tensor, y: Tensor, x?: Tensor) => Tensor;

/** A loss on offer by its name, or one of the user's own. */
export type Loss = LossName | ExampleLoss;

/** The loss of each example. */
export const lossOfExamples = (loss: Loss): ExampleLoss =>
  typeof loss === 'string' ? exampleLosses[loss] : loss;

/**
 * The losses on offer; the training loss is their mean over examples.
 *
 * squared-error: ½ Σₖ (fₖ − yₖ)². cross-entropy: −log softmax(f)[y].
 */
export const exampleLosses: Readonly<Record<LossName, ExampleLoss>> = {
  'squared-error': (f, y) => mul(sumOfRows(square(sub(f, y))), 0.5),
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
  'cross-entropy': softmaxDerivative,
};

/**
 * −log softmax(z)[y] for each row, to a few units of the last place of the logits' differences however small it is.
 *
 * With eₖ = exp(zₖ − max z) and t = z_y − max z ≤ 0, ℓ = log1p(Σ_{k≠y} eₖ + expm1(t)) − t: no term cancels where y is the
 * largest (t = 0), and elsewhere ℓ is at least log 2. ∂ℓ/∂z is p − y with −Σ_{k≠y} p, not p_y − 1, at y; its Hessian is
 * diag p − p pᵀ.
 */
const crossEntropy = differentiable({
  value(z, y) {
    const shifted = sub(z, maxOfRows(z));
    const e = exp(shifted);
    // Exactly 0 at y.
    const rest = sumOfRows(sub(e, mul(e, y)));
    const t = sumOfRows(mul(shifted, y));
    return sub(log1p(add(rest, expm1(t))), t);
  },
  gradient(z, y) {
    const rounded = sub(softmax(z), y);
    // p_y − 1 is exact for the p_y that there is, so what the sum is off 0 by is what p_y is off by.
    return sub(rounded, mul(y, sumOfRows(rounded)));
  },
  hessianProduct: softmaxDerivative,
});
