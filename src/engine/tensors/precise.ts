import * as tf from '@tensorflow/tfjs-core';

/**
 * The part of a number that float32 cannot hold.
 *
 * Engine tensors are float32. A value x ∈ ℝ travels as hi = fl₃₂(x), the tensor itself, and
 * lo = x − hi, remembered here beside it: 48 significant bits together. Only functions compiled in
 * double precision read the low part; everything else sees a plain float32 tensor.
 */
const lows = new WeakMap<tf.Tensor, tf.Tensor | Float64Array>();

/** Attaches a low part: an array of the same size, or a tensor of the same shape. */
export const rememberLow = (high: tf.Tensor, low: tf.Tensor | Float64Array): void => {
  lows.set(high, low);
};

/** The low part of a tensor; undefined where there is none (it is zero). */
export const lowOf = (high: tf.Tensor): tf.Tensor | Float64Array | undefined => lows.get(high);

/** A number as a tensor of shape []; what float32 cannot hold is kept for double precision. */
export function scalar(x: number): tf.Tensor {
  const out = tf.scalar(x, 'float32');
  const low = x - Math.fround(x);
  if (low !== 0 && Number.isFinite(low)) rememberLow(out, Float64Array.of(low));
  return out;
}

/** The values of a tensor in float64, low part included. Shape [size]. */
export function read64(high: tf.Tensor): Float64Array {
  const out = new Float64Array(high.dataSync());
  const low = lows.get(high);
  if (low === undefined) return out;
  const values = low instanceof Float64Array ? low : low.dataSync();
  for (let i = 0; i < out.length; i++) out[i]! += values[i]!;
  return out;
}

/** The float32 values of a tensor. Shape [size]. */
export const read = (t: tf.Tensor): Float32Array => new Float32Array(t.dataSync());

/** The one value of a scalar tensor. */
export const readScalar = (t: tf.Tensor): number => t.dataSync()[0]!;
