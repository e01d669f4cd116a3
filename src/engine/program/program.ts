import * as tf from '@tensorflow/tfjs-core';
import { bitsName, toDouble } from '../graph/double.ts';
import { fuse } from '../graph/fuse.ts';
import { type Node, type Ref, simplify } from '../graph/graph.ts';
import { lowerLoops } from '../graph/loops.ts';
import { mergeMatMuls } from '../graph/merge-matmuls.ts';
import { outputName } from '../graph/saved-model.ts';
import { inputName, record, type Trace } from '../graph/trace.ts';
import { type NativeBackend, nativeBackend } from '../tensors/native-backend.ts';
import { bitsOf, exactOf, rememberExact } from '../tensors/precise.ts';
import type { Precision } from '../tensors/precision.ts';
import type { Params, Tensor } from '../tensors/tensor.ts';
import { closeSession, openSession } from './sessions.ts';

/** What fills a placeholder: the i-th input of a call, or a tensor from outside. */
export interface Source {
  readonly name: string;
  readonly from: number | Tensor;
  /** Whether it comes with exact values beside those of float32. */
  readonly exact: boolean;
}

/** A recorded function, each computation once. */
export interface Recorded {
  readonly nodes: readonly Node[];
  readonly outputs: readonly Ref[];
  readonly sources: readonly Source[];
}

/** A graph ready to run. */
export interface Program {
  readonly session: number;
  readonly nodes: number;
  readonly feeds: readonly {
    readonly name: string;
    readonly from: number | Tensor;
    /** Whether the bits of its exact values are fed, or what it shows. */
    readonly exact: boolean;
  }[];
  readonly outputs: readonly string[];
  /** True for a result that comes back with its exact values. */
  readonly exact: readonly boolean[];
}

/** What tells apart inputs that need graphs of their own: types, shapes from some axis on, and exact values. */
export const signature = (inputs: Params, precision: Precision, axis = 0): string =>
  inputs
    .map(
      (t) =>
        `${t.dtype}[${t.shape.slice(axis).join()}]${precision === 'double' && exactOf(t) !== undefined ? '+' : ''}`,
    )
    .join(';');

/** Records `fn` on inputs like these. */
export function recorded(
  backend: NativeBackend,
  fn: (inputs: Params) => Params,
  inputs: Params,
): Recorded {
  let trace: Trace | undefined;
  tf.tidy(() => {
    // Copies, so that an input's own identity is not mistaken for a captured tensor's.
    const own = inputs.map((t) =>
      t.dtype === 'float32' ? tf.add(t, 0) : tf.add(t, tf.scalar(0, t.dtype)),
    );
    trace = record(backend, fn, own);
  });
  const { nodes, outputs, captured } = trace!;
  const source = (name: string, tensor: Tensor, from: number | Tensor): Source => ({
    name,
    from,
    exact: exactOf(tensor) !== undefined,
  });
  return {
    ...fuse(simplify(nodes, outputs)),
    sources: [
      ...inputs.map((tensor, i) => source(inputName(i), tensor, i)),
      ...captured.map(({ name, tensor }) => source(name, tensor, tensor)),
    ],
  };
}

/** Turns a recorded function into a graph of the given precision and loads it. */
export function assemble(
  backend: NativeBackend,
  { nodes, outputs, sources }: Recorded,
  precision: Precision,
): Program {
  const double = precision === 'double';
  const exact = new Set(sources.filter((s) => double && s.exact).map((s) => s.name));
  const lowered = lowerLoops(mergeMatMuls(nodes, outputs));
  const graph = double ? toDouble(lowered.nodes, lowered.outputs, exact) : lowered;
  const present = new Set(graph.nodes.map((n) => n.name));
  const feeds = sources
    .map(({ name, from }) => ({
      node: exact.has(name) ? bitsName(name) : name,
      ...{ from, exact: exact.has(name) },
    }))
    .filter(({ node }) => present.has(node))
    .map(({ node, ...feed }) => ({ name: `${node}:0`, ...feed }));
  return {
    session: openSession(backend, graph.nodes, graph.outputs),
    nodes: graph.nodes.length,
    feeds,
    outputs: graph.outputs.map((_, i) => `${outputName(i)}:0`),
    exact: outputs.map((r) => double && r.type === 'float32'),
  };
}

/** Gives graphs back, which must not run again. */
export function release(programs: readonly Program[]): void {
  const backend = nativeBackend();
  if (backend !== undefined) for (const { session } of programs) closeSession(backend, session);
}

/** Runs a graph once. */
export function run(backend: NativeBackend, graph: Program, inputs: Params): Tensor[] {
  // TensorFlow refuses to run a graph for nothing.
  if (graph.outputs.length === 0) return [];
  const temporary: Tensor[] = [];
  const sourceOf = (from: number | Tensor) => (typeof from === 'number' ? inputs[from]! : from);
  if (graph.feeds.some(({ from }) => sourceOf(from).isDisposed))
    throw new Error('cannot run; a tensor that the compiled function needs has been freed');
  const fed = graph.feeds.map(({ from, exact }) => {
    const source = sourceOf(from);
    if (!exact) return source;
    const values = exactOf(source)!;
    if (values instanceof tf.Tensor) return values;
    const made = bitsOf(values, source.shape);
    temporary.push(made);
    return made;
  });
  const results = backend.runSavedModel(graph.session, fed, graph.feeds, graph.outputs);
  for (const t of temporary) t.dispose();
  const out: Tensor[] = [];
  for (let i = 0, k = 0; i < graph.exact.length; i++) {
    const rounded = results[k++]!;
    if (graph.exact[i]) rememberExact(rounded, results[k++]!);
    out.push(rounded);
  }
  return out;
}
