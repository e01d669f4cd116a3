import * as tf from '@tensorflow/tfjs-core';
import { dispose } from '../tensors/memory.ts';
import type { NativeBackend } from '../tensors/native-backend.ts';
import { read64, scalar } from '../tensors/precise.ts';
import type { Precision } from '../tensors/precision.ts';
import { indices, type Params, type Tensor } from '../tensors/tensor.ts';
import { forXla } from '../tensors/xla.ts';
import { compiler } from './compile.ts';
import { type LoopTensors, loopGraph } from './loop-graph.ts';
import { assemble, type Program, recorded, release, run, signature } from './program.ts';
import { mendAfter } from './sessions.ts';

/** What a loop is compiled from: pure functions of tensors. */
export interface LoopFunctions {
  /**
   * One turn, from the state and entries of lists, those for all turns first: the next state, and after it what is kept of the turn, of the
   * same shapes for turns of each kind.
   */
  turn(state: Params, entries: Params): Params;
  /** A number of the state after a piece. Shape []. */
  gauge(state: Params): Tensor;
  /** Another, which costs more and is worked out only where asked for. */
  look?: ((state: Params) => Tensor) | undefined;
}

/** One call of a loop. Lists have an entry for each turn along their first axes. */
export interface LoopCall extends LoopTensors {
  /** Turns of each kind up to the end of each piece. Shape [kinds][pieces]. */
  readonly ends: readonly Int32Array[];
  /** 1 after which pieces to look. Shape [pieces]. */
  readonly looks: Int32Array;
  /** A look at or below this ends the loop. */
  readonly bound: number;
}

/** What a call came to; its tensors are the caller's. */
export interface LoopResult {
  readonly pieces: number;
  readonly state: Tensor[];
  /** What was kept of each turn, by turn. Shapes [turns, …]. */
  readonly kept: readonly Float64Array[];
  /** Shape [pieces]. */
  readonly gauges: Float64Array;
  readonly looks: Float64Array;
  /** True where the call made its graph first. */
  readonly fresh: boolean;
}

export interface CompiledLoop {
  (call: LoopCall): LoopResult;
  /** Gives the graphs back. */
  dispose(): void;
}

/**
 * Turns a loop into one TensorFlow graph for each shape of its state and entries, that runs any number of turns in one call.
 *
 * Each turn's results equal those of a call of its own bit for bit. It needs the native engine: see {@link compiler}.
 * With `xla` XLA compiles the graph, which takes it 0.3 to 2 s for each length of the lists as well: they should always have the
 * same, beyond the turns that the pieces take. Results then differ from those without by round-off; they are the same in every call and process of as many threads.
 */
export function compileLoop(
  functions: LoopFunctions,
  precision: Precision,
  { xla = false }: { readonly xla?: boolean } = {},
): CompiledLoop {
  const graphs = new Map<string, Built>();
  const call = (given: LoopCall): LoopResult => {
    const backend = compiler();
    if (backend === undefined) throw new Error('a loop needs the native engine; take single turns');
    const { state, every, own } = given;
    const formed = (lists: Params) => signature(lists, precision, 1);
    const key = [signature(state, precision), formed(every), ...own.map(formed)].join(' | ');
    const made = graphs.get(key);
    const fresh = made === undefined;
    const build = () => {
      const built = forXla(xla, () => builtFor(backend, functions, given, { precision, xla }));
      graphs.set(key, built);
      return built;
    };
    const runOn = ({ program, kept }: Built) => {
      const plan = planOf(given, kept, xla ? every[0]!.shape[0]! : given.looks.length);
      try {
        return run(backend, program, [...state, ...every, ...own.flat(), ...plan]);
      } finally {
        dispose(plan);
      }
    };
    const out = fresh && xla ? runFirst(backend, build, runOn) : runOn(made ?? build());
    return { ...resultOf(out, state.length), fresh };
  };
  const free = () => {
    release([...graphs.values()].map(({ program }) => program));
    graphs.clear();
  };
  return Object.assign(call, { dispose: free });
}

/** Runs what XLA compiles for the first time; where that fails, once more with nothing in its cache, which may be damaged. */
function runFirst(
  backend: NativeBackend,
  build: () => Built,
  runOn: (built: Built) => Tensor[],
): Tensor[] {
  const built = build();
  try {
    return runOn(built);
  } catch (error) {
    if (!mendAfter(backend, built.program.session)) throw error;
    return runOn(build());
  }
}

interface Built {
  readonly program: Program;
  /** Shapes of what is kept of a turn. */
  readonly kept: readonly (readonly number[])[];
}

function builtFor(
  backend: NativeBackend,
  { turn, gauge, look }: LoopFunctions,
  call: LoopCall,
  { precision, xla }: { readonly precision: Precision; readonly xla: boolean },
): Built {
  const { state, every } = call;
  const size = state.length;
  const turns = call.own.map((own) => {
    const entries = [...every, ...own].map((list) => tf.zeros(list.shape.slice(1), list.dtype));
    const both = (given: Params) => turn(given.slice(0, size), given.slice(size));
    try {
      return recorded(backend, both, [...state, ...entries]);
    } finally {
      dispose(entries);
    }
  });
  const parts = {
    turns,
    gauge: recorded(backend, (given) => [gauge(given)], state),
    ...(look && { look: recorded(backend, (given) => [look(given)], state) }),
  };
  return {
    program: assemble(backend, loopGraph(parts, call, xla), precision),
    kept: turns[0]!.outputs.slice(size).map(({ shape }) => shape),
  };
}

/** What a call says of its pieces, in the order in which the graph takes it, in lists of this length. */
function planOf(
  { ends, looks, bound, every }: LoopCall,
  kept: Built['kept'],
  length: number,
): Tensor[] {
  const turns = every[0]!.shape[0]!;
  const filled = (of: Int32Array) => {
    const list = new Int32Array(length);
    list.set(of);
    return indices(list);
  };
  return [
    ...ends.map(filled),
    filled(looks),
    tf.scalar(looks.length, 'int32'),
    scalar(bound),
    ...[[length], ...kept.map((shape) => [turns, ...shape])].map((sizes) =>
      indices(Int32Array.from(sizes)),
    ),
  ];
}

function resultOf(out: Tensor[], size: number): Omit<LoopResult, 'fresh'> {
  const [pieces, gauges, looks, ...rest] = out;
  const state = rest.slice(0, size);
  const kept = rest.slice(size);
  const result = {
    ...{ pieces: pieces!.dataSync()[0]!, state, kept: kept.map(read64) },
    ...{ gauges: read64(gauges!), looks: read64(looks!) },
  };
  dispose([pieces!, gauges!, looks!, ...kept]);
  return result;
}
