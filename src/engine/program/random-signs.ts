import * as tf from '@tensorflow/tfjs-core';
import { type RngState, resumeRng } from '../../core/random.ts';
import { isRecording, recordSigns } from '../graph/trace.ts';
import { adopt, type Tensor, wholeNumbers } from '../tensors/tensor.ts';

/**
 * The keys of these streams as a tensor, for {@link randomSigns}. Shape [streams, 2].
 *
 * @throws RangeError where something has been drawn from a stream
 */
export function keysOf(streams: readonly RngState[]): Tensor {
  const begun = streams.find(({ counter }) => counter !== 0);
  if (begun !== undefined)
    throw new RangeError(`invalid stream; ${begun.counter} words have been drawn from it`);
  const words = Int32Array.from(streams.flatMap(({ key }) => [key[0] | 0, key[1] | 0]));
  return wholeNumbers(words, [streams.length, 2]);
}

/**
 * For each key the first n signs of its stream, as `Rng.signs` draws them; in a compiled function they are drawn in the graph.
 *
 * Their bits are equal on every engine. Shapes [W, 2] → W times [n].
 */
export function randomSigns(keys: Tensor, n: number): Tensor[] {
  if (isRecording()) return tf.unstack(keys).map((key) => recordSigns(key, n));
  const words = keys.dataSync();
  return Array.from({ length: keys.shape[0]! }, (_, i) => {
    const key = [words[2 * i]! >>> 0, words[2 * i + 1]! >>> 0] as const;
    return adopt(resumeRng({ key, counter: 0 }).signs(n), [n]);
  });
}
