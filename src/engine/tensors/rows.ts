import * as tf from '@tensorflow/tfjs-core';
import { bitsOf, exactOf, rememberExact } from './precise.ts';
import type { Tensor } from './tensor.ts';

/**
 * Rows of data, taken outside a graph, exact values included. Inside one, and for what is differentiated, use
 * `slice` and `gather`.
 */

/** `count` rows from row `first` on; a view where the engine has such. */
export const rowsFrom = (a: Tensor, first: number, count: number): Tensor =>
  onBoth(a, (t) =>
    tf.slice(t, [first, ...t.shape.slice(1).map(() => 0)], [count, ...t.shape.slice(1)]),
  );

/** The rows of these numbers, in their order. */
export const rowsAt = (a: Tensor, rows: Tensor): Tensor =>
  onBoth(a, (t) => tf.gather(t, rows as tf.Tensor1D));

/** An operation along the first axis alone, done to a tensor and to the bits of its exact values. */
function onBoth(a: Tensor, op: (t: Tensor) => Tensor): Tensor {
  const out = op(a);
  const exact = exactOf(a);
  if (exact === undefined) return out;
  const bits = exact instanceof tf.Tensor ? exact : bitsOf(exact, a.shape);
  rememberExact(out, op(bits));
  if (bits !== exact) bits.dispose();
  return out;
}
