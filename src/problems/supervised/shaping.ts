import { decay } from '../../core/check.ts';
import { add, concat, mul, slice } from '../../engine/tensors/operations.ts';
import type { Tensor } from '../../engine/tensors/tensor.ts';
import type { ExampleLoss } from './losses.ts';

/**
 * A loss with a shaping term, ℓ(f, y) + s (ℓ(f, y′) − ℓ(f, y)), y′ the class after that of y, and the first after the last.
 *
 * The term pays for an answer that the task does not ask for: it is s times an auxiliary objective, the loss of y′ in place of that
 * of y. For both losses on offer that is linear in the outputs, s Σₖ (yₖ − y′ₖ) fₖ and a constant, so that it leaves the
 * curvature of the loss in the outputs as it is; and as a mixture of two losses it is bounded below. Shapes [B, k] → [B, 1].
 *
 * @throws RangeError unless s is in [0, 1)
 */
export function shaped(loss: ExampleLoss, s: number): ExampleLoss {
  decay('shaping', s);
  return s === 0
    ? loss
    : (f, y, x) => add(mul(loss(f, y, x), 1 - s), mul(loss(f, afterClass(y), x), s));
}

/** One-hot targets of the classes after these. Shapes [B, k]. */
function afterClass(y: Tensor): Tensor {
  const [rows, k] = y.shape as [number, number];
  return concat([slice(y, [0, k - 1], [rows, 1]), slice(y, [0, 0], [rows, k - 1])], 1);
}
