import * as tf from '@tensorflow/tfjs-core';
import { bitsOf, rememberExact } from './precise.ts';

/** A dense array of float32 (int32 for indices) on the engine in use. */
export type Tensor = tf.Tensor;

/** The weights of a network, one tensor per array. */
export type Params = readonly Tensor[];

/**
 * A float32 tensor of the given shape; a Float64Array keeps its exact values for double precision.
 *
 * @example
 * const A = tensor(Float32Array.of(1, 2, 3, 4, 5, 6), [2, 3]);
 * console.log(A.shape.join('×')); // 2×3
 */
export function tensor(values: Float32Array | Float64Array, shape: readonly number[]): Tensor {
  // A fresh copy, since a backend may keep the array it is given.
  const out = adopt(new Float32Array(values), shape);
  if (values instanceof Float64Array) rememberExact(out, values.slice());
  return out;
}

/**
 * The same for values that many calls read, as data: what float32 cannot hold of them lies on the engine
 * too, so that no call has to bring it there.
 */
export function held(values: Float32Array | Float64Array, shape: readonly number[]): Tensor {
  const out = adopt(new Float32Array(values), shape);
  if (values instanceof Float64Array) rememberExact(out, bitsOf(values.slice(), shape));
  return out;
}

/** A float32 tensor that takes the array over: the caller must not use it again. */
export function adopt(values: Float32Array, shape: readonly number[]): Tensor {
  const size = shape.reduce((a, b) => a * b, 1);
  if (values.length !== size) {
    throw new RangeError(
      `tensor of shape [${shape.join(', ')}] needs ${size} values, not ${values.length}`,
    );
  }
  return tf.tensor(values, [...shape], 'float32');
}

/** Row numbers for `gather`. Shape [n]. */
export const indices = (rows: Int32Array): Tensor => wholeNumbers(rows, [rows.length]);

/** Whole numbers of the given shape. */
export const wholeNumbers = (values: Int32Array, shape: readonly number[]): Tensor =>
  tf.tensor(new Int32Array(values), [...shape], 'int32');
