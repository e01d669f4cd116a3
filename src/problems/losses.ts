import { withGradient } from '../engine/autodiff.ts';
import {
  add,
  atRest,
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
  type Tensor,
} from '../engine/tensor.ts';
import type { LossName } from './names.ts';

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

/** −log softmax(z)[y] per example, gradient softmax(z) − y; saves inputs only, so that it differentiates twice. */
const crossEntropy = withGradient(
  (z, y) => {
    // The shift cancels, so it need not move with z.
    const shifted = sub(z, reshape(max(atRest(z), 1), [z.shape[0]!, 1]));
    const logNorm = log(sum(exp(shifted), 1)); // [B]
    return add(logNorm, neg(sum(mul(shifted, y), 1)));
  },
  (dy, z, y) => mul(reshape(dy, [z.shape[0]!, 1]), sub(softmax(z), y)),
);
