import * as tf from '@tensorflow/tfjs-core';
import type { Params, Tensor } from './tensor.ts';

/** A scalar function of the weights. */
export type ScalarFunction = (theta: Params) => Tensor;

/** L(θ) and ∇L(θ). Shapes [] and those of θ. */
export function valueAndGradient(
  f: ScalarFunction,
  theta: Params,
): { value: Tensor; gradient: Tensor[] } {
  const { value, grads } = tf.valueAndGrads((...q: tf.Tensor[]) => f(q) as tf.Scalar)([...theta]);
  return { value, gradient: grads };
}

/**
 * The Hessian–vector product ∇²L(θ) v = ∇⟨∇L(θ), v⟩, by differentiating twice.
 *
 * Pearlmutter, Neural Computation 6 (1994), §2. Shapes of the result: those of θ.
 */
export function hessianVectorProduct(f: ScalarFunction, theta: Params, v: Params): Tensor[] {
  const directional = (...q: tf.Tensor[]) => {
    const { gradient } = valueAndGradient(f, q);
    return inner(gradient, v) as tf.Scalar;
  };
  return tf.grads(directional)([...theta]);
}

/** ⟨u, v⟩ over all arrays. Shape []. */
export function inner(u: Params, v: Params): Tensor {
  const parts = u.map((a, i) => tf.sum(tf.mul(a, v[i]!)));
  return parts.length === 1 ? parts[0]! : parts.reduce((a, b) => tf.add(a, b));
}

/** A function with its own gradient with respect to `z`, written from saved inputs only. */
export function withGradient(
  value: (z: Tensor, constant: Tensor) => Tensor,
  gradient: (dy: Tensor, z: Tensor, constant: Tensor) => Tensor,
): (z: Tensor, constant: Tensor) => Tensor {
  const custom = tf.customGrad((z, constant, save) => {
    (save as tf.GradSaveFunc)([z as tf.Tensor, constant as tf.Tensor]);
    return {
      value: value(z as tf.Tensor, constant as tf.Tensor),
      gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => [
        gradient(dy, saved[0]!, saved[1]!),
        tf.zerosLike(saved[1]!),
      ],
    };
  });
  return (z, constant) => custom(z, constant);
}
