import * as tf from '@tensorflow/tfjs-core';
import { dataTypes, elementType } from './element-type.ts';
import { nativeBackend } from './native-backend.ts';
import type { Tensor } from './tensor.ts';

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
