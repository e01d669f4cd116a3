import * as tf from '@tensorflow/tfjs-core';
import { dataTypes, elementType } from './element-type.ts';
import { elementwise, jetOf, jointly, linear, product, quotient, sums } from './jets.ts';
import { nativeBackend } from './native-backend.ts';
import { rememberLow, scalar } from './precise.ts';

/** A dense array of float32 (int32 for indices) on the engine in use. */
export type Tensor = tf.Tensor;

/** The weights of a network, one tensor per array. */
export type Params = readonly Tensor[];

type Operand = Tensor | number;

/**
 * A float32 tensor of the given shape; a Float64Array keeps its low-order part for double precision.
 *
 * @example
 * const A = tensor(Float32Array.of(1, 2, 3, 4, 5, 6), [2, 3]);
 * console.log(A.shape.join('×')); // 2×3
 */
export function tensor(values: Float32Array | Float64Array, shape: readonly number[]): Tensor {
  // A fresh copy, since a backend may keep the array it is given.
  const high = new Float32Array(values);
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
  tf.tensor(new Int32Array(rows), [rows.length], 'int32');

const lift = (x: Operand): Tensor => (typeof x === 'number' ? scalar(x) : x);

const binary =
  (op: (a: Tensor, b: Tensor) => Tensor) =>
  (a: Operand, b: Operand): Tensor =>
    op(lift(a), lift(b));

export const add = binary((a, b) => sums(tf.add(a, b), a, b, 1));
export const sub = binary((a, b) => sums(tf.sub(a, b), a, b, -1));
export const mul = binary((a, b) => product(tf.mul(a, b), a, b, tf.mul));
export const div = binary((a, b) => quotient(tf.div(a, b), a, b));
export const neg = (a: Tensor): Tensor => map(a, tf.neg);

export const square = (a: Tensor): Tensor => elementwise('square', tf.square(a), a);
export const sqrt = (a: Tensor): Tensor => elementwise('sqrt', tf.sqrt(a), a);
export const exp = (a: Tensor): Tensor => elementwise('exp', tf.exp(a), a);
export const log = (a: Tensor): Tensor => elementwise('log', tf.log(a), a);
export const tanh = (a: Tensor): Tensor => elementwise('tanh', tf.tanh(a), a);
export const relu = (a: Tensor): Tensor => elementwise('relu', tf.relu(a), a);
export const sigmoid = (a: Tensor): Tensor => elementwise('sigmoid', tf.sigmoid(a), a);
export const softplus = (a: Tensor): Tensor => elementwise('softplus', tf.softplus(a), a);
export const elu = (a: Tensor): Tensor => elementwise('elu', tf.elu(a), a);
export const erf = (a: Tensor): Tensor => elementwise('erf', tf.erf(a), a);
export const softmax = (a: Tensor): Tensor => refuseJets(tf.softmax(a), a);

/** A B, with either side transposed on request; rank 2. */
export function matMul(
  a: Tensor,
  b: Tensor,
  side: { readonly transposeA?: boolean; readonly transposeB?: boolean } = {},
): Tensor {
  const times = (p: Tensor, q: Tensor): Tensor =>
    tf.matMul(p, q, side.transposeA ?? false, side.transposeB ?? false);
  return product(times(a, b), a, b, times);
}

/**
 * The result of an operation that has no rule for jets.
 *
 * @throws Error where an argument has a jet
 */
export function refuseJets(y: Tensor, ...inputs: readonly Tensor[]): Tensor {
  if (inputs.some((x) => jetOf(x) !== undefined)) {
    throw new Error('cannot differentiate forward through this operation');
  }
  return y;
}

/** The same values without a jet: a constant to forward differentiation, though not to backward. */
export const withoutJet = (a: Tensor): Tensor => tf.clone(a);

/** Applies an operation that is linear in its one argument. */
const map = (a: Tensor, op: (a: Tensor) => Tensor): Tensor => linear(op(a), a, op);

export const sum = (a: Tensor, axis?: number | number[]): Tensor => map(a, (t) => tf.sum(t, axis));
export const mean = (a: Tensor, axis?: number | number[]): Tensor =>
  map(a, (t) => tf.mean(t, axis));
export const max = (a: Tensor, axis: number): Tensor => refuseJets(tf.max(a, axis), a);
export const argMax = (a: Tensor, axis: number): Tensor => tf.argMax(a, axis);
export const equal = (a: Tensor, b: Tensor): Tensor => tf.equal(a, b);
export const greater = (a: Tensor, b: Operand): Tensor => tf.greater(a, lift(b));
export const cast = (a: Tensor, to: 'float32' | 'int32'): Tensor => tf.cast(a, to);

export const reshape = (a: Tensor, shape: readonly number[]): Tensor =>
  map(a, (t) => tf.reshape(t, [...shape]));
export const concat = (parts: readonly Tensor[], axis = 0): Tensor =>
  jointly(tf.concat([...parts], axis), parts, (p) => tf.concat(p, axis));
export const slice = (a: Tensor, begin: readonly number[], size: readonly number[]): Tensor =>
  map(a, (t) => tf.slice(t, [...begin], [...size]));

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
    { name: 'T', type, value: dataTypes[elementType(a)] },
    { name: 'Index', type, value: dataTypes.int32 },
  ];
  return backend.executeSingleOutput('Slice', attributes, [a, begin, tf.tensor1d(size, 'int32')]);
}

export const pad = (a: Tensor, by: readonly (readonly [number, number])[]): Tensor =>
  map(a, (t) =>
    tf.pad(
      t,
      by.map(([before, after]): [number, number] => [before, after]),
    ),
  );
export const gather = (a: Tensor, rows: Tensor): Tensor =>
  map(a, (t) => tf.gather(t, rows as tf.Tensor1D));
export const zerosLike = (a: Tensor): Tensor => tf.zerosLike(a);
