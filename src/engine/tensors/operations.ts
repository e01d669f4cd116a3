import * as tf from '@tensorflow/tfjs-core';
import { elementwise, jointly, linear, product, quotient, refuseJets, sums } from './jets.ts';
import { nativeBackend } from './native-backend.ts';
import { scalar } from './precise.ts';
import type { Tensor } from './tensor.ts';

type Operand = Tensor | number;

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
export const log1p = (a: Tensor): Tensor => refuseJets(logOfOneAnd(a), a);
export const expm1 = (a: Tensor): Tensor => refuseJets(tf.expm1(a), a);
export const tanh = (a: Tensor): Tensor => elementwise('tanh', tf.tanh(a), a);
export const relu = (a: Tensor): Tensor => elementwise('relu', tf.relu(a), a);
export const sigmoid = (a: Tensor): Tensor => elementwise('sigmoid', tf.sigmoid(a), a);
export const softplus = (a: Tensor): Tensor => elementwise('softplus', tf.softplus(a), a);
export const elu = (a: Tensor): Tensor => elementwise('elu', tf.elu(a), a);
export const erf = (a: Tensor): Tensor => elementwise('erf', tf.erf(a), a);
export const softmax = (a: Tensor): Tensor => refuseJets(tf.softmax(a), a);

/** log(1 + x); WebAssembly's own is log(fl(1 + x)), which is 0 for small x. */
function logOfOneAnd(x: Tensor): Tensor {
  if (nativeBackend() !== undefined) return tf.log1p(x);
  // With u = fl(1 + x) what rounding took is d = x − (u − 1), and log(u + d) = log u + d/u to first order.
  const u = tf.add(x, 1);
  return tf.add(tf.log(u), tf.div(tf.sub(x, tf.sub(u, 1)), u));
}

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

/** Applies an operation that is linear in its one argument. */
const map = (a: Tensor, op: (a: Tensor) => Tensor): Tensor => linear(op(a), a, op);

export const sum = (a: Tensor, axis?: number | number[]): Tensor => map(a, (t) => tf.sum(t, axis));
/** Σ over the last axis, which stays with size 1. */
export const sumOfRows = (a: Tensor): Tensor => map(a, (t) => tf.sum(t, -1, true));
/** The largest along the last axis, which stays with size 1. */
export const maxOfRows = (a: Tensor): Tensor => refuseJets(tf.max(a, -1, true), a);
export const mean = (a: Tensor, axis?: number | number[]): Tensor =>
  map(a, (t) => tf.mean(t, axis));
export const argMax = (a: Tensor, axis: number): Tensor => tf.argMax(a, axis);
export const equal = (a: Tensor, b: Tensor): Tensor => tf.equal(a, b);
export const greater = (a: Tensor, b: Operand): Tensor => tf.greater(a, lift(b));
/** a where the condition holds, else b; the condition may be one truth value for all. */
export const where = (condition: Tensor, a: Tensor, b: Tensor): Tensor =>
  refuseJets(tf.where(condition, a, b), a, b);
export const cast = (a: Tensor, to: 'float32' | 'int32'): Tensor => tf.cast(a, to);

export const reshape = (a: Tensor, shape: readonly number[]): Tensor =>
  map(a, (t) => tf.reshape(t, [...shape]));
export const concat = (parts: readonly Tensor[], axis = 0): Tensor =>
  jointly(tf.concat([...parts], axis), parts, (p) => tf.concat(p, axis));
export const slice = (a: Tensor, begin: readonly number[], size: readonly number[]): Tensor =>
  map(a, (t) => tf.slice(t, [...begin], [...size]));

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
