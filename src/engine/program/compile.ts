import * as tf from '@tensorflow/tfjs-core';
import { isRecording } from '../graph/trace.ts';
import { clone } from '../tensors/memory.ts';
import { type NativeBackend, nativeBackend } from '../tensors/native-backend.ts';
import type { Precision } from '../tensors/precision.ts';
import type { Params, Tensor } from '../tensors/tensor.ts';
import { assemble, type Program, recorded, release, run, signature } from './program.ts';

export type { Precision } from '../tensors/precision.ts';

/** A pure function of tensors that runs as one call. */
export interface Compiled {
  (inputs: Params): Tensor[];
  /** Gives the graphs back; the function must not be called again. */
  dispose(): void;
  /** Nodes of the largest graph so far; 0 where functions run eagerly. */
  size(): number;
}

/**
 * Turns a pure function of tensors into one TensorFlow graph per shape of its inputs.
 *
 * The function runs once per shape while its operations are recorded; from then on a call is one
 * session run. Tensors it reaches for from outside are fed at each call and must stay alive. Off the
 * native engine the function runs eagerly each time, with the same results to round-off.
 *
 * In double precision all arithmetic is float64, and float tensors carry their exact values in and
 * out (see precise.ts).
 *
 * @throws Error off the native engine if double precision is asked for; a call throws Error if a
 * tensor that it needs has been freed
 */
export function compile(fn: (inputs: Params) => Params, precision: Precision = 'single'): Compiled {
  const graphs = new Map<string, Program>();
  const call = (inputs: Params): Tensor[] => {
    const backend = compiler();
    if (backend === undefined) return withoutGraph(() => fn(inputs), precision);
    const key = signature(inputs, precision);
    let graph = graphs.get(key);
    if (graph === undefined) {
      graph = assemble(backend, recorded(backend, fn, inputs), precision);
      graphs.set(key, graph);
    }
    return run(backend, graph, inputs);
  };
  const dispose = () => {
    release([...graphs.values()]);
    graphs.clear();
  };
  const size = () => Math.max(0, ...[...graphs.values()].map((g) => g.nodes));
  return Object.assign(call, { dispose, size });
}

/** The backend to run a graph on; undefined where there is none, and while a graph is being recorded. */
export const compiler = (): NativeBackend | undefined =>
  compiles && !isRecording() ? nativeBackend() : undefined;

/** The precision of the finest arithmetic that there is: double on the native engine, else single. */
export const finestPrecision = (): Precision => (compiler() === undefined ? 'single' : 'double');

/**
 * Runs a function in line where a graph is being recorded, else op by op.
 *
 * @throws Error if double precision is asked for op by op
 */
export function withoutGraph(fn: () => Params, precision: Precision): Tensor[] {
  if (isRecording()) return [...fn()];
  if (precision === 'double') throw new Error('double precision needs the native engine');
  return tf.tidy(() => clone(fn()));
}

let compiles = true;

/** Makes every function run eagerly from now on, to measure what compilation saves. */
export const disableCompilation = (): void => {
  compiles = false;
};
