import * as tf from '@tensorflow/tfjs-core';
import { jetOf, withJet } from '../tensors/jets.ts';
import { add, mul, sum } from '../tensors/operations.ts';
import type { Params, Tensor } from '../tensors/tensor.ts';

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

/**
 * The quadratic form vᵀ ∇²L(θ) v, by differentiating forward twice along v.
 *
 * A third of the work of a product and its inner product: no pass goes backward. Shape [].
 *
 * @throws Error if L uses an operation for which forward differentiation has no rule
 */
export function quadraticForm(f: ScalarFunction, theta: Params, v: Params): Tensor {
  const onLine = theta.map((t, i) => withJet(tf.clone(t), { first: v[i]! }));
  return jetOf(f(onLine))?.second ?? tf.scalar(0);
}

/** f(θ) and the Jacobian–vector product J v = d/dε f(θ + εv) at ε = 0, by differentiating forward. Shapes that of f(θ). */
export function valueAndTangent(
  f: (theta: Params) => Tensor,
  theta: Params,
  v: Params,
): { value: Tensor; tangent: Tensor } {
  const y = f(theta.map((t, i) => withJet(tf.clone(t), { first: v[i]! })));
  // A clone has no jet.
  return { value: tf.clone(y), tangent: jetOf(y)?.first ?? tf.zerosLike(y) };
}

/** J v alone. Shape that of f(θ). */
export const jacobianVectorProduct = (...at: Parameters<typeof valueAndTangent>): Tensor =>
  valueAndTangent(...at).tangent;

/** The vector–Jacobian product Jᵀ u = ∇⟨f(θ), u⟩. Shapes those of θ. */
export const vectorJacobianProduct = (
  f: (theta: Params) => Tensor,
  theta: Params,
  u: Tensor,
): Tensor[] => tf.grads((...q: tf.Tensor[]) => tf.sum(tf.mul(f(q), u)) as tf.Scalar)([...theta]);

/**
 * ∇(vᵀ ∇²L(θ) v), third derivatives of L along v twice: backward once through a form differentiated forward.
 *
 * No gradient of a gradient is taken, so that what TensorFlow.js saves for one cannot go wrong. Shapes those of θ.
 *
 * @throws Error if L uses an operation for which forward differentiation has no rule
 */
export function formGradient(f: ScalarFunction, theta: Params, v: Params): Tensor[] {
  // A form that θ does not enter, as on a quadratic, still needs a path to θ.
  const nothing = (q: Params) => q.map((t) => tf.mul(tf.sum(t), 0));
  const form = (q: Params) =>
    nothing(q).reduce<Tensor>((sum, zero) => tf.add(sum, zero), quadraticForm(f, q, v));
  return valueAndGradient(form, theta).gradient;
}

/** ⟨u, v⟩ over all arrays. Shape []. */
export function inner(u: Params, v: Params): Tensor {
  const parts = u.map((a, i) => sum(mul(a, v[i]!)));
  return parts.length === 1 ? parts[0]! : parts.reduce((a, b) => add(a, b));
}
