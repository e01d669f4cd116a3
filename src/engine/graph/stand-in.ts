import * as tf from '@tensorflow/tfjs-core';
import { sizeOf } from '../../core/shapes.ts';
import type { OpAttribute } from '../tensors/native-backend.ts';

/** Multiplications of a matrix product above which a stand-in takes less time than the product. */
const HEAVY = 1e5;

/**
 * Zeros in place of the result of a large product of two matrices, or of as many pairs of them: while a function is recorded
 * only shapes matter, and products took half the time of recording. Undefined for all else.
 */
export function standIn(
  op: string,
  attrs: readonly OpAttribute[],
  [a, b]: readonly tf.Tensor[],
): tf.Tensor | undefined {
  if (op !== 'BatchMatMulV2' || a!.dtype !== 'float32') return undefined;
  const turned = (name: string) => attrs.some((one) => one.name === name && one.value === true);
  const [rows, inner] = matrix(a!.shape, turned('adj_x'));
  const [, columns] = matrix(b!.shape, turned('adj_y'));
  const pairs = a!.shape.slice(0, -2);
  // Unequal ones are repeated to fit, which is left to the product.
  if (pairs.join() !== b!.shape.slice(0, -2).join()) return undefined;
  const multiplications = sizeOf([...pairs, rows, inner, columns]);
  return multiplications > HEAVY ? tf.zeros([...pairs, rows, columns]) : undefined;
}

/** Rows and columns of the last two axes. */
function matrix(shape: readonly number[], turned: boolean): readonly [number, number] {
  const [rows, columns] = [shape.at(-2)!, shape.at(-1)!];
  return turned ? [columns, rows] : [rows, columns];
}
