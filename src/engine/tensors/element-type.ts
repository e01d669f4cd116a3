import type * as tf from '@tensorflow/tfjs-core';

/** TensorFlow's numbers for the element types that a graph may hold (types.proto). */
export const dataTypes = {
  float32: 1,
  double: 2,
  int32: 3,
  uint8: 4,
  bool: 10,
  uint64: 23,
} as const;
export type ElementType = keyof typeof dataTypes;

/**
 * The element type of a tensor.
 *
 * @throws Error where a graph cannot hold it
 */
export function elementType(t: tf.Tensor): ElementType {
  if (t.dtype === 'float32' || t.dtype === 'int32' || t.dtype === 'bool') return t.dtype;
  throw new Error(`cannot compile; element type not float32, int32 or bool: ${t.dtype}`);
}
