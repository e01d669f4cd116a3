import * as tf from '@tensorflow/tfjs-core';

/**
 * The numbers that float32 cannot hold.
 *
 * Engine tensors are float32. A float64 tensor x travels as fl₃₂(x), the tensor itself, with its exact
 * values remembered here beside it: as an array, or on the engine as an int32 tensor of its bits, of
 * shape [...shape of x, 2]. Only functions compiled in double precision read them; everything else
 * sees a plain float32 tensor.
 */
const exacts = new WeakMap<tf.Tensor, tf.Tensor | Float64Array>();

/** Attaches exact values: an array of the same size, or a tensor of their bits. */
export const rememberExact = (rounded: tf.Tensor, exact: tf.Tensor | Float64Array): void => {
  exacts.set(rounded, exact);
};

/** The exact values of a tensor; undefined where they are those that it shows. */
export const exactOf = (rounded: tf.Tensor): tf.Tensor | Float64Array | undefined =>
  exacts.get(rounded);

/** A number as a tensor of shape []; what float32 cannot hold is kept for double precision. */
export function scalar(x: number): tf.Tensor {
  const out = tf.scalar(x, 'float32');
  if (!Object.is(x, Math.fround(x))) rememberExact(out, Float64Array.of(x));
  return out;
}

/** Float64 values as a tensor of their bits, for `rememberExact`. Shape [...shape, 2]. */
export const bitsOf = (values: Float64Array, shape: readonly number[]): tf.Tensor =>
  tf.tensor(
    new Int32Array(values.buffer, values.byteOffset, 2 * values.length),
    [...shape, 2],
    'int32',
  );

/** The values of a tensor in float64, exact. Shape [size]. */
export function read64(t: tf.Tensor): Float64Array {
  const exact = exacts.get(t);
  if (exact === undefined) return new Float64Array(t.dataSync());
  if (exact instanceof Float64Array) return exact.slice();
  const words = exact.dataSync() as Int32Array;
  return new Float64Array(words.slice().buffer);
}

/** The float32 values of a tensor. Shape [size]. */
export const read = (t: tf.Tensor): Float32Array => new Float32Array(t.dataSync());

/** The one value of a scalar tensor, exact. */
export function readScalar(t: tf.Tensor): number {
  return exacts.has(t) ? read64(t)[0]! : t.dataSync()[0]!;
}
