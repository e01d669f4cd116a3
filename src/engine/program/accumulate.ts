import * as tf from '@tensorflow/tfjs-core';
import { isRecording, recordSum } from '../graph/trace.ts';
import { dispose } from '../tensors/memory.ts';
import type { Params, Tensor } from '../tensors/tensor.ts';

/**
 * Σ_{k<count} body(k), added in this order, so that memory holds the tensors of a few terms at a time: of one, op by op,
 * and of up to four in a graph, which computes them at once on as many inter-op threads.
 *
 * k is an int32 scalar of shape []; every term has the same shapes. Inside a compiled function the sum is a
 * loop in the graph, whose size does not depend on count, and sums over the same count that do not depend
 * on each other share one loop. It cannot be differentiated: differentiate inside the body.
 *
 * @throws Error where a gradient is being taken of it, since the gradient would be silently wrong
 */
export function accumulate(count: number, body: (k: Tensor) => Params): Tensor[] {
  if (tf.engine().state.gradientDepth > 0) {
    throw new Error('cannot differentiate an accumulated sum; differentiate its terms');
  }
  if (isRecording()) return recordSum(count, body);
  let total: Tensor[] = [];
  for (let k = 0; k < count; k++) {
    const before = total;
    total = tf.tidy(() => {
      const terms = body(tf.scalar(k, 'int32'));
      return terms.map((term, i) => (k === 0 ? tf.clone(term) : tf.add(before[i]!, term)));
    });
    dispose(before);
  }
  return total;
}
