import * as tf from '@tensorflow/tfjs-core';
import { elementType } from '../tensors/element-type.ts';
import type { NativeBackend, OpAttribute } from '../tensors/native-backend.ts';
import { read64 } from '../tensors/precise.ts';
import { normalise, translate } from './attributes.ts';
import { type Attribute, type Constant, type Node, type Ref, typeOf } from './graph.ts';
import { signNodes } from './signs.ts';
import { standIn } from './stand-in.ts';

/** What one run of a function did: its operations, and the live tensors that it reached for. */
export interface Trace {
  readonly nodes: readonly Node[];
  readonly outputs: readonly Ref[];
  /** Tensors from outside, fed at every call rather than copied into the graph. */
  readonly captured: readonly { readonly name: string; readonly tensor: tf.Tensor }[];
}

/** Tensors from outside up to this size are written into the graph as constants; chosen by trial. */
const SMALL = 256;

/** True while a function is being recorded: a compiled function called then is recorded in line. */
export const isRecording = (): boolean => current !== undefined;
let current: Recorder | undefined;

/**
 * Runs `fn` once on the given inputs and records every operation that the backend executes.
 *
 * @throws Error if `fn` reads a value back, since the graph would freeze it
 */
export function record(
  backend: NativeBackend,
  fn: (inputs: readonly tf.Tensor[]) => readonly tf.Tensor[],
  inputs: readonly tf.Tensor[],
): Trace {
  const recorder = new Recorder(inputs);
  const restore = intercept(backend, recorder);
  current = recorder;
  try {
    const outputs = fn(inputs).map((t) => recorder.ref(t));
    return { nodes: recorder.nodes, outputs, captured: recorder.captured };
  } finally {
    current = undefined;
    restore();
  }
}

/**
 * Records Σ_{k<count} body(k) without unrolling it: the body once, with its index as a node, and sums
 * that loops.ts turns into loops. The values returned are stand-ins, as all values are while recording.
 */
export function recordSum(
  count: number,
  body: (k: tf.Tensor) => readonly tf.Tensor[],
): tf.Tensor[] {
  const k = tf.scalar(0, 'int32');
  current!.index(k, count);
  return body(k).map((part) => {
    const sum = tf.zeros(part.shape, part.dtype);
    current!.sum(sum, part, k);
    return sum;
  });
}

/** Records the drawing of n random signs under a key; the values returned are stand-ins. */
export function recordSigns(key: tf.Tensor, n: number): tf.Tensor {
  const signs = tf.ones([n]);
  current!.signs(signs, key);
  return signs;
}

class Recorder {
  readonly nodes: Node[] = [];
  readonly captured: { name: string; tensor: tf.Tensor }[] = [];
  readonly written = new Set<object>();
  private readonly refs = new Map<object, Ref>();

  constructor(inputs: readonly tf.Tensor[]) {
    for (const [i, t] of inputs.entries()) this.placeholder(t, inputName(i));
  }

  /** The node output that holds a tensor's value; unknown tensors become constants or captures. */
  ref(t: tf.Tensor): Ref {
    if (this.refs.has(t.dataId)) return this.refs.get(t.dataId)!;
    if (this.written.has(t.dataId) || t.size <= SMALL) return this.constant(t);
    const name = `captured${this.captured.length}`;
    this.captured.push({ name, tensor: t });
    return this.placeholder(t, name);
  }

  operation(
    op: string,
    attrs: readonly OpAttribute[],
    inputs: readonly tf.Tensor[],
    outputs: readonly tf.Tensor[],
    backend: NativeBackend,
  ): void {
    const refs = inputs.map((t) => this.ref(t));
    if (KEEPING.has(op) && sameAs(refs[0]!, outputs[0]!)) {
      this.refs.set(outputs[0]!.dataId, refs[0]!);
      return;
    }
    const name = `n${this.nodes.length}`;
    const attributes = Object.fromEntries(attrs.map((a) => [a.name, translate(op, a, backend)]));
    this.nodes.push(normalise({ name, op, inputs: refs, attributes }));
    for (const [output, t] of outputs.entries()) {
      this.refs.set(t.dataId, { node: name, output, type: elementType(t), shape: t.shape });
    }
  }

  index(k: tf.Tensor, count: number): void {
    this.made(k, 'LoopIndex', [], { count: { kind: 'int', value: count } });
  }

  sum(to: tf.Tensor, part: tf.Tensor, k: tf.Tensor): void {
    this.made(to, 'LoopSum', [this.ref(part), this.ref(k)], { T: typeOf(elementType(part)) });
  }

  signs(to: tf.Tensor, key: tf.Tensor): void {
    const { nodes, result } = signNodes(this.ref(key), to.size, `n${this.nodes.length}`);
    this.nodes.push(...nodes);
    this.remember(to, result);
  }

  /** Gather checks its row numbers on the host, which is harmless; a float read would freeze a value. */
  forbidRead(id: object): void {
    if (this.refs.get(id)?.type === 'float32') {
      throw new Error('cannot compile; the function reads a value that changes between calls');
    }
  }

  private placeholder(t: tf.Tensor, name: string): Ref {
    const type = elementType(t);
    const attributes: Record<string, Attribute> = {
      dtype: typeOf(type),
      shape: { kind: 'shape', shape: t.shape },
    };
    this.nodes.push({ name, op: 'Placeholder', inputs: [], attributes });
    return this.remember(t, { node: name, output: 0, type, shape: t.shape });
  }

  private constant(t: tf.Tensor): Ref {
    const type = elementType(t);
    const values = type === 'float32' ? read64(t) : (t.dataSync().slice() as Int32Array);
    const constant: Constant = { type, shape: t.shape, values };
    return this.made(t, 'Const', [], { dtype: typeOf(type), value: { kind: 'const', constant } });
  }

  private made(
    t: tf.Tensor,
    op: string,
    inputs: readonly Ref[],
    attributes: Node['attributes'],
  ): Ref {
    const name = `n${this.nodes.length}`;
    this.nodes.push({ name, op, inputs, attributes });
    return this.remember(t, { node: name, output: 0, type: elementType(t), shape: t.shape });
  }

  private remember(t: tf.Tensor, ref: Ref): Ref {
    this.refs.set(t.dataId, ref);
    return ref;
  }
}

/** Ops that change a tensor's type or shape, or nothing. */
const KEEPING: ReadonlySet<string> = new Set(['Cast', 'Identity', 'Reshape']);

const sameAs = ({ type, shape }: Ref, t: tf.Tensor): boolean =>
  type === elementType(t) && shape.join() === t.shape.join();

export const inputName = (i: number): string => `input${i}`;

/** Watches the backend until the returned function is called. */
function intercept(backend: NativeBackend, recorder: Recorder): () => void {
  const { executeSingleOutput, executeMultipleOutputs, move, readSync } = backend;
  const execute = executeSingleOutput.bind(backend);
  const executeMany = executeMultipleOutputs.bind(backend);
  const place = move.bind(backend);
  const fetch = readSync.bind(backend);
  backend.executeSingleOutput = (name, attrs, inputs) => {
    const out = standIn(name, attrs, inputs) ?? execute(name, attrs, inputs);
    recorder.operation(name, attrs, inputs, [out], backend);
    return out;
  };
  backend.executeMultipleOutputs = (name, attrs, inputs, count) => {
    const outs = executeMany(name, attrs, inputs, count);
    recorder.operation(name, attrs, inputs, outs, backend);
    return outs;
  };
  backend.move = (id, ...rest) => {
    recorder.written.add(id);
    place(id, ...rest);
  };
  backend.readSync = (id) => {
    recorder.forbidRead(id);
    return fetch(id);
  };
  return () =>
    Object.assign(backend, { executeSingleOutput, executeMultipleOutputs, move, readSync });
}
