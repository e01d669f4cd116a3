import * as tf from '@tensorflow/tfjs-core';
import { jetOf, withJet, withoutJet } from '../tensors/jets.ts';
import { add, mul, sumOfRows } from '../tensors/operations.ts';
import type { Tensor } from '../tensors/tensor.ts';

/** A loss ℓ of each row of z [B, k], given constants y [B, k], with its derivatives in z written out. */
export interface RowLoss {
  /** ℓ. Shape [B, 1]. */
  value(z: Tensor, y: Tensor): Tensor;
  /** ∂ℓ/∂z. Shape [B, k]. */
  gradient(z: Tensor, y: Tensor): Tensor;
  /** (∂²ℓ/∂z²) u, which does not depend on y; differentiated again op by op. Shapes [B, k]. */
  hessianProduct(z: Tensor, u: Tensor): Tensor;
}

/**
 * ℓ as a function that is differentiated by the derivatives given, backward and forward alike. Shapes [B, k] → [B, 1].
 *
 * One gradient and one Hessian serve gradients, products and forms, so that they are of one matrix to round-off, and
 * keep the digits that differentiating the value op by op would lose. Forward: ℓ̇ = ⟨g, ż⟩, ℓ̈ = ⟨ż, H ż⟩ + ⟨g, z̈⟩.
 */
export function differentiable(loss: RowLoss): (z: Tensor, y: Tensor) => Tensor {
  const { hessianProduct } = loss;
  const gradient = fromInputs(
    ([z, y]) => loss.gradient(z!, y!),
    (du, [z]) => [hessianProduct(z!, du)],
  );
  const weighted = fromInputs(
    ([z, y, weight]) => mul(loss.gradient(z!, y!), weight!),
    (du, [z, y, weight]) => [
      hessianProduct(z!, mul(du, weight!)),
      tf.zerosLike(y!),
      sumOfRows(mul(du, gradient([z!, y!]))),
    ],
  );
  const value = fromInputs(
    ([z, y]) => loss.value(z!, y!),
    (dy, [z, y]) => [weighted([z!, y!, dy])],
  );
  return (z, y) => {
    const jet = jetOf(z);
    if (jet === undefined) return value([z, y]);
    const at = withoutJet(z);
    const along = (u: Tensor, v: Tensor) => sumOfRows(mul(u, v));
    const { first: d, second: dd } = jet;
    const slope = gradient([at, y]);
    const curved = d && along(d, hessianProduct(at, d));
    const bent = dd && along(slope, dd);
    return withJet(value([at, y]), {
      first: d && along(slope, d),
      second: curved && bent ? add(curved, bent) : (curved ?? bent),
    });
  };
}

/**
 * A function with derivatives of its own along `du`, with respect to the first of its inputs; the rest are constants.
 *
 * It saves inputs only, so that it differentiates twice.
 */
function fromInputs(
  value: (inputs: readonly Tensor[]) => Tensor,
  backward: (du: Tensor, inputs: readonly Tensor[]) => readonly Tensor[],
): (inputs: readonly Tensor[]) => Tensor {
  const custom = tf.customGrad((...given) => {
    const save = given.pop() as tf.GradSaveFunc;
    const inputs = given as tf.Tensor[];
    save(inputs);
    return {
      value: value(inputs),
      gradFunc: (du: tf.Tensor, saved: tf.Tensor[]) => {
        const found = backward(du, saved);
        return saved.map((t, i) => found[i] ?? tf.zerosLike(t));
      },
    };
  });
  return (inputs) => custom(...inputs);
}
