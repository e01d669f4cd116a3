import * as tf from '@tensorflow/tfjs-core';
import { lowName, toDouble } from './double.ts';
import { simplify } from './graph.ts';
import { clone } from './memory.ts';
import { type NativeBackend, nativeBackend } from './native-backend.ts';
import { lowOf, rememberLow } from './precise.ts';
import { outputName } from './saved-model.ts';
import { closeSession, openSession } from './sessions.ts';
import type { Params, Tensor } from './tensor.ts';
import { inputName, isRecording, record } from './trace.ts';
import { widen } from './widen.ts';

/** Arithmetic inside a compiled function. */
export type Precision = 'single' | 'double';

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
 * In double precision all arithmetic is float64, and float tensors carry their low parts in and out
 * (see precise.ts).
 *
 * @throws Error off the native engine if double precision is asked for; a call throws Error if a
 * tensor that it needs has been freed
 */
export function compile(fn: (inputs: Params) => Params, precision: Precision = 'single'): Compiled {
  const graphs = new Map<string, Graph>();
  const call = (inputs: Params): Tensor[] => {
    const backend = compiles ? nativeBackend() : undefined;
    if (isRecording()) return [...fn(inputs)];
    if (backend === undefined) {
      if (precision === 'double') throw new Error('double precision needs the native engine');
      return tf.tidy(() => clone(fn(inputs)));
    }
    const key = inputs.map((t) => describe(t, precision)).join(';');
    let graph = graphs.get(key);
    if (graph === undefined) graphs.set(key, (graph = build(backend, fn, inputs, precision)));
    return run(backend, graph, inputs);
  };
  const dispose = () => {
    const backend = nativeBackend();
    if (backend !== undefined)
      for (const { session } of graphs.values()) closeSession(backend, session);
    graphs.clear();
  };
  const size = () => Math.max(0, ...[...graphs.values()].map((g) => g.nodes));
  return Object.assign(call, { dispose, size });
}

let compiles = true;

/** Makes every function run eagerly from now on, to measure what compilation saves. */
export const disableCompilation = (): void => {
  compiles = false;
};

interface Graph {
  readonly session: number;
  readonly nodes: number;
  /** Which tensor feeds each placeholder: the i-th input, or one captured from outside. */
  readonly feeds: readonly {
    readonly name: string;
    readonly from: number | Tensor;
    readonly low: boolean;
  }[];
  readonly outputs: readonly string[];
  /** True for a result that comes back as a hi, lo pair. */
  readonly paired: readonly boolean[];
}

const describe = (t: Tensor, precision: Precision): string =>
  `${t.dtype}[${t.shape.join()}]${precision === 'double' && lowOf(t) !== undefined ? '+' : ''}`;

function build(
  backend: NativeBackend,
  fn: (inputs: Params) => Params,
  inputs: Params,
  precision: Precision,
): Graph {
  return tf.tidy(() => {
    // Copies, so that an input's own identity is not mistaken for a captured tensor's.
    const own = inputs.map((t) =>
      t.dtype === 'float32' ? tf.add(t, 0) : tf.add(t, tf.scalar(0, t.dtype)),
    );
    const trace = record(backend, fn, own);
    const sources: { name: string; tensor: Tensor; from: number | Tensor }[] = [
      ...inputs.map((tensor, i) => ({ name: inputName(i), tensor, from: i })),
      ...trace.captured.map(({ name, tensor }) => ({ name, tensor, from: tensor })),
    ];
    const simple = simplify(trace.nodes, trace.outputs);
    const double = precision === 'double';
    const paired = new Set(
      sources.filter((s) => double && lowOf(s.tensor) !== undefined).map((s) => s.name),
    );
    const typed = double ? toDouble(simple.nodes, simple.outputs, paired) : simple;
    const graph = widen(typed.nodes, typed.outputs);
    const present = new Set(graph.nodes.map((n) => n.name));
    const feeds = sources
      .filter((s) => present.has(s.name))
      .flatMap((s) => [
        { name: s.name, from: s.from, low: false },
        ...(paired.has(s.name) ? [{ name: lowName(s.name), from: s.from, low: true }] : []),
      ]);
    return {
      session: openSession(backend, graph.nodes, graph.outputs),
      nodes: graph.nodes.length,
      feeds: feeds.map((f) => ({ ...f, name: `${f.name}:0` })),
      outputs: graph.outputs.map((_, i) => `${outputName(i)}:0`),
      paired: simple.outputs.map((r) => double && r.type === 'float32'),
    };
  });
}

function run(backend: NativeBackend, graph: Graph, inputs: Params): Tensor[] {
  const temporary: Tensor[] = [];
  const sourceOf = (from: number | Tensor) => (typeof from === 'number' ? inputs[from]! : from);
  if (graph.feeds.some(({ from }) => sourceOf(from).isDisposed))
    throw new Error('cannot run; a tensor that the compiled function needs has been freed');
  const fed = graph.feeds.map(({ from, low }) => {
    const source = sourceOf(from);
    if (!low) return source;
    const part = lowOf(source)!;
    if (part instanceof tf.Tensor) return part;
    const made = tf.tensor(Float32Array.from(part), source.shape);
    temporary.push(made);
    return made;
  });
  const results = backend.runSavedModel(graph.session, fed, graph.feeds, graph.outputs);
  for (const t of temporary) t.dispose();
  const out: Tensor[] = [];
  for (let i = 0, k = 0; i < graph.paired.length; i++) {
    const high = results[k++]!;
    if (graph.paired[i]) rememberLow(high, results[k++]!);
    out.push(high);
  }
  return out;
}
