import * as tf from '@tensorflow/tfjs-core';
import { nativeBackend } from './native-backend.ts';
import { rememberLow } from './precise.ts';

/** A dense array of float32 (int32 for indices) on the engine in use. */
export type Tensor = tf.Tensor;

/** The weights of a network, one tensor per array. */
export type Params = readonly Tensor[];

type Operand = Tensor | number;

/** A float32 tensor of the given shape; a Float64Array keeps its low-order part for double precision. */
export function tensor(values: Float32Array | Float64Array, shape: readonly number[]): Tensor {
  // A fresh copy, since a backend may keep the array it is given.
  const high = Float32Array.from(values);
  const out = adopt(high, shape);
  if (values instanceof Float64Array)
    rememberLow(
      out,
      values.map((x, i) => x - high[i]!),
    );
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
export const indices = (rows: Int32Array): Tensor =>
  tf.tensor(Int32Array.from(rows), [rows.length], 'int32');

/** A number as a tensor of shape []; what float32 cannot hold is kept for double precision. */
export function scalar(x: number): Tensor {
  const out = tf.scalar(x, 'float32');
  const low = x - Math.fround(x);
  if (low !== 0 && Number.isFinite(low)) rememberLow(out, Float64Array.of(low));
  return out;
}

const lift = (x: Operand): Tensor => (typeof x === 'number' ? scalar(x) : x);

export const add = (a: Operand, b: Operand): Tensor => tf.add(lift(a), lift(b));
export const sub = (a: Operand, b: Operand): Tensor => tf.sub(lift(a), lift(b));
export const mul = (a: Operand, b: Operand): Tensor => tf.mul(lift(a), lift(b));
export const div = (a: Operand, b: Operand): Tensor => tf.div(lift(a), lift(b));
export const neg = (a: Tensor): Tensor => tf.neg(a);
export const square = (a: Tensor): Tensor => tf.square(a);
export const sqrt = (a: Tensor): Tensor => tf.sqrt(a);
export const exp = (a: Tensor): Tensor => tf.exp(a);
export const log = (a: Tensor): Tensor => tf.log(a);

export const tanh = (a: Tensor): Tensor => tf.tanh(a);
export const relu = (a: Tensor): Tensor => tf.relu(a);
export const sigmoid = (a: Tensor): Tensor => tf.sigmoid(a);
export const softplus = (a: Tensor): Tensor => tf.softplus(a);
export const elu = (a: Tensor): Tensor => tf.elu(a);
export const erf = (a: Tensor): Tensor => tf.erf(a);
export const softmax = (a: Tensor): Tensor => tf.softmax(a);

/** A B, with either side transposed on request; rank 2. */
export const matMul = (
  a: Tensor,
  b: Tensor,
  side: { readonly transposeA?: boolean; readonly transposeB?: boolean } = {},
): Tensor => tf.matMul(a, b, side.transposeA ?? false, side.transposeB ?? false);

export const sum = (a: Tensor, axis?: number | number[]): Tensor => tf.sum(a, axis);
export const mean = (a: Tensor, axis?: number | number[]): Tensor => tf.mean(a, axis);
export const max = (a: Tensor, axis?: number): Tensor => tf.max(a, axis);
export const argMax = (a: Tensor, axis: number): Tensor => tf.argMax(a, axis);
export const equal = (a: Tensor, b: Tensor): Tensor => tf.equal(a, b);
export const cast = (a: Tensor, to: 'float32' | 'int32'): Tensor => tf.cast(a, to);

export const reshape = (a: Tensor, shape: readonly number[]): Tensor => tf.reshape(a, [...shape]);
export const concat = (parts: readonly Tensor[], axis = 0): Tensor => tf.concat([...parts], axis);
export const slice = (a: Tensor, begin: readonly number[], size: readonly number[]): Tensor =>
  tf.slice(a, [...begin], [...size]);

/**
 * The k-th run of `rows` rows of `a`, k an int32 of shape []; not differentiated with respect to `a`.
 *
 * On the native engine it is a view of `a` where rows × the size of a row is a multiple of 64 bytes.
 */
export function block(a: Tensor, k: Tensor, rows: number): Tensor {
  const size = [rows, ...a.shape.slice(1)];
  const first = tf.reshape(tf.mul(k, tf.scalar(rows, 'int32')), [1]);
  const rest = a.shape.slice(1).map(() => 0);
  const backend = nativeBackend();
  if (backend === undefined) return tf.slice(a, [first.dataSync()[0]!, ...rest], size);
  const begin = rest.length === 0 ? first : tf.concat([first, tf.tensor1d(rest, 'int32')]);
  const { TF_ATTR_TYPE: type } = backend.binding;
  const attributes = [
    { name: 'T', type, value: a.dtype === 'int32' ? INT32 : FLOAT32 },
    { name: 'Index', type, value: INT32 },
  ];
  return backend.executeSingleOutput('Slice', attributes, [a, begin, tf.tensor1d(size, 'int32')]);
}

/** TensorFlow's numbers for element types (types.proto). */
const FLOAT32 = 1;
const INT32 = 3;

export const pad = (a: Tensor, by: readonly (readonly [number, number])[]): Tensor =>
  tf.pad(
    a,
    by.map(([before, after]): [number, number] => [before, after]),
  );
export const gather = (a: Tensor, rows: Tensor): Tensor => tf.gather(a, rows as tf.Tensor1D);
export const zerosLike = (a: Tensor): Tensor => tf.zerosLike(a);
