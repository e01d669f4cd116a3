import * as tf from '@tensorflow/tfjs-core';
import { dispose, keep } from '../tensors/memory.ts';
import type { NativeBackend } from '../tensors/native-backend.ts';
import type { Precision } from '../tensors/precision.ts';
import type { Params, Tensor } from '../tensors/tensor.ts';
import { compiler, withoutGraph } from './compile.ts';
import { eachEntry } from './each-entry.ts';
import { assemble, recorded, release, run, signature } from './program.ts';
import type { Residual } from './residual.ts';
import { type Around, programsOf, type Stages, split, undivided } from './stages.ts';

/** A function of two arguments, of which the first is fixed for many calls. */
export interface PartialEvaluation {
  /** Fixes the first argument, whose tensors must stay alive. */
  at(fixed: Params): Residual;
  /** Frees the graphs. */
  dispose(): void;
}

/**
 * Compiles fn(fixed, inputs) in two stages: what depends on `fixed` alone is computed once for all calls.
 *
 * For Hessian–vector products with many vectors at one θ, the passes through the network at θ are then run
 * once, at the price of keeping their activations. Results equal those of compile() to round-off; rules and
 * errors are its own. Jones, Gomard & Sestoft, Partial Evaluation and Automatic Program Generation, 1993, §1.
 * Where nothing is to be kept, all is computed anew for each of the inputs.
 */
export function partialEvaluation(
  fn: (fixed: Params, inputs: Params) => Params,
  precision: Precision = 'single',
  keeping: 'kept' | 'anew' = 'kept',
): PartialEvaluation {
  const built = new Map<string, Stages>();
  const at = (fixed: Params): Residual => {
    const known = new Map<Stages, Tensor[]>();
    const fixedKey = signature(fixed, precision);
    /** The stages for inputs like these, and what is known of the fixed argument. */
    const stagesFor = (backend: NativeBackend, inputs: Params, key: string) => {
      const all = [...fixed, ...inputs];
      let stages = built.get(key);
      if (stages === undefined) {
        const whole = recorded(
          backend,
          (given) => fn(given.slice(0, fixed.length), given.slice(fixed.length)),
          all,
        );
        stages =
          keeping === 'kept' ? split(backend, whole, fixed.length, precision) : undivided(whole);
        built.set(key, stages);
      }
      let kept = known.get(stages);
      if (kept === undefined) {
        kept = stages.early === undefined ? [] : run(backend, stages.early, all).map(keep);
        known.set(stages, kept);
      }
      return { stages, kept };
    };
    const call = (inputs: Params): Tensor[] => {
      const backend = compiler();
      if (backend === undefined) return withoutGraph(() => fn(fixed, inputs), precision);
      const key = `${fixedKey} | ${signature(inputs, precision)}`;
      const { stages, kept } = stagesFor(backend, inputs, key);
      stages.once ??= assemble(backend, stages.late, precision);
      return run(backend, stages.once, [...fixed, ...inputs, ...kept]);
    };
    const around = (way: Around, like: Params, given: Params, more: Params): Tensor[] => {
      const backend = compiler();
      if (backend === undefined)
        throw new Error('a graph around a function needs the native engine');
      const key = `${fixedKey} | ${signature(like, precision)}`;
      const { stages, kept } = stagesFor(backend, like, key);
      const inputs = [...fixed, ...given, ...kept];
      let graph = stages.around.get(way);
      if (graph === undefined) {
        const place = { from: fixed.length, to: fixed.length + given.length, more: inputs.length };
        graph = assemble(backend, way(stages.late, place), precision);
        stages.around.set(way, graph);
      }
      return run(backend, graph, [...inputs, ...more]);
    };
    const each = (lists: Params): Tensor[] =>
      compiler() === undefined
        ? withoutGraph(() => oneByOne((entry) => fn(fixed, entry), lists), precision)
        : eachEntry(around, lists);
    const free = () => {
      for (const kept of known.values()) dispose(kept);
      known.clear();
    };
    return Object.assign(call, { each, around, dispose: free });
  };
  const free = () => {
    release([...built.values()].flatMap(programsOf));
    built.clear();
  };
  return { at, dispose: free };
}

/** A function of each entry of lists, one call after the other. */
function oneByOne(fn: (entry: Params) => Params, lists: Params): Tensor[] {
  const turns = Array.from({ length: lists[0]!.shape[0]! }, (_, k) =>
    fn(lists.map((list) => tf.squeeze(tf.slice(list, k, 1), [0]))),
  );
  return turns[0]!.map((_, i) => tf.stack(turns.map((results) => results[i]!)));
}
