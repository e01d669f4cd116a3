import * as tf from '@tensorflow/tfjs-core';
import { lowOf, rememberLow } from './precise.ts';
import type { Tensor } from './tensor.ts';

/** Runs `body` and frees every tensor it made except those it returns, with their low parts. */
export const scoped = <T extends tf.TensorContainer>(body: () => T): T =>
  tf.tidy(() => {
    const result = body();
    return { result, lows: lowParts(result) };
  }).result as T;

function lowParts(container: tf.TensorContainer): tf.Tensor[] {
  if (container instanceof tf.Tensor) {
    const low = lowOf(container);
    return low instanceof tf.Tensor ? [low] : [];
  }
  if (container === null || typeof container !== 'object') return [];
  return Object.values(container).flatMap((part: tf.TensorContainer) => lowParts(part));
}

/** Lets a tensor, and its low part, outlive the scope that made it. */
export function keep<T extends Tensor>(t: T): T {
  tf.keep(t);
  const low = lowOf(t);
  if (low instanceof tf.Tensor) tf.keep(low);
  return t;
}

/**
 * Frees tensors and their low parts; freeing twice is harmless.
 *
 * @example
 * const t = tensor(Float32Array.of(1, 2), [2]);
 * dispose(t);
 * console.log(t.isDisposed); // true
 */
export function dispose(tensors: readonly Tensor[] | Tensor): void {
  for (const t of tensors instanceof tf.Tensor ? [tensors] : tensors) {
    const low = lowOf(t);
    if (low instanceof tf.Tensor) low.dispose();
    t.dispose();
  }
}

/** Second names for the same values; the owner of each frees its own. */
export const clone = (tensors: readonly Tensor[]): Tensor[] =>
  tensors.map((t) => {
    const out = tf.clone(t);
    const low = lowOf(t);
    return low === undefined ? out : withLow(out, low);
  });

function withLow(high: Tensor, low: tf.Tensor | Float64Array): Tensor {
  rememberLow(high, low instanceof tf.Tensor ? tf.clone(low) : low);
  return high;
}

/** Tensors alive now, and the native handles behind them (−1 where the engine has none). */
export function live(): { readonly tensors: number; readonly handles: number } {
  const backend = tf.backend() as { getNumOfTFTensors?: () => number };
  return { tensors: tf.memory().numTensors, handles: backend.getNumOfTFTensors?.() ?? -1 };
}
