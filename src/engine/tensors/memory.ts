import * as tf from '@tensorflow/tfjs-core';
import { exactOf, rememberExact } from './precise.ts';
import type { Tensor } from './tensor.ts';

/** Runs `body` and frees every tensor it made except those it returns, with their exact values. */
export const scoped = <T extends tf.TensorContainer>(body: () => T): T =>
  tf.tidy(() => {
    const result = body();
    return { result, exact: exactValues(result) };
  }).result as T;

function exactValues(container: tf.TensorContainer): tf.Tensor[] {
  if (container instanceof tf.Tensor) {
    const exact = exactOf(container);
    return exact instanceof tf.Tensor ? [exact] : [];
  }
  if (container === null || typeof container !== 'object') return [];
  return Object.values(container).flatMap((part: tf.TensorContainer) => exactValues(part));
}

/** Lets a tensor, and its exact values, outlive the scope that made it. */
export function keep<T extends Tensor>(t: T): T {
  tf.keep(t);
  const exact = exactOf(t);
  if (exact instanceof tf.Tensor) tf.keep(exact);
  return t;
}

/**
 * Frees tensors and their exact values; freeing twice is harmless.
 *
 * @example
 * const t = tensor(Float32Array.of(1, 2), [2]);
 * dispose(t);
 * console.log(t.isDisposed); // true
 */
export function dispose(tensors: readonly Tensor[] | Tensor): void {
  for (const t of tensors instanceof tf.Tensor ? [tensors] : tensors) {
    const exact = exactOf(t);
    if (exact instanceof tf.Tensor) exact.dispose();
    t.dispose();
  }
}

/** Second names for the same values; the owner of each frees its own. */
export const clone = (tensors: readonly Tensor[]): Tensor[] =>
  tensors.map((t) => {
    const out = tf.clone(t);
    const exact = exactOf(t);
    return exact === undefined ? out : withExact(out, exact);
  });

function withExact(rounded: Tensor, exact: tf.Tensor | Float64Array): Tensor {
  rememberExact(rounded, exact instanceof tf.Tensor ? tf.clone(exact) : exact);
  return rounded;
}

/** Tensors alive now, and the native handles behind them (−1 where the engine has none). */
export function live(): { readonly tensors: number; readonly handles: number } {
  const backend = tf.backend() as { getNumOfTFTensors?: () => number };
  return { tensors: tf.memory().numTensors, handles: backend.getNumOfTFTensors?.() ?? -1 };
}
