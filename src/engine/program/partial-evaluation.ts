import { type Node, type Ref, simplify, typeOf } from '../graph/graph.ts';
import { dispose, keep } from '../tensors/memory.ts';
import type { NativeBackend } from '../tensors/native-backend.ts';
import type { Precision } from '../tensors/precision.ts';
import type { Params, Tensor } from '../tensors/tensor.ts';
import { compiler, withoutGraph } from './compile.ts';
import {
  assemble,
  type Program,
  type Recorded,
  recorded,
  release,
  run,
  type Source,
  signature,
} from './program.ts';

/** A function of two arguments, of which the first is fixed for many calls. */
export interface PartialEvaluation {
  /** Fixes the first argument, whose tensors must stay alive. */
  at(fixed: Params): Residual;
  /** Frees the graphs. */
  dispose(): void;
}

/** What remains of the function where its first argument is fixed: a function of the second. */
export interface Residual {
  (inputs: Params): Tensor[];
  /** Frees what was computed from the first argument alone. */
  dispose(): void;
}

interface Stages {
  /** Absent where nothing follows from the fixed argument alone. */
  readonly early: Program | undefined;
  readonly late: Program;
}

/**
 * Compiles fn(fixed, inputs) in two stages: what depends on `fixed` alone is computed once for all calls.
 *
 * For Hessian–vector products with many vectors at one θ, the passes through the network at θ are then run
 * once, at the price of keeping their activations. Results equal those of compile() to round-off; rules and
 * errors are its own. Jones, Gomard & Sestoft, Partial Evaluation and Automatic Program Generation, 1993, §1.
 */
export function partialEvaluation(
  fn: (fixed: Params, inputs: Params) => Params,
  precision: Precision = 'single',
): PartialEvaluation {
  const built = new Map<string, Stages>();
  const at = (fixed: Params): Residual => {
    const known = new Map<Stages, Tensor[]>();
    const fixedKey = signature(fixed, precision);
    const call = (inputs: Params): Tensor[] => {
      const backend = compiler();
      if (backend === undefined) return withoutGraph(() => fn(fixed, inputs), precision);
      const all = [...fixed, ...inputs];
      const key = `${fixedKey} | ${signature(inputs, precision)}`;
      let stages = built.get(key);
      if (stages === undefined) {
        const whole = recorded(
          backend,
          (given) => fn(given.slice(0, fixed.length), given.slice(fixed.length)),
          all,
        );
        built.set(key, (stages = split(backend, whole, fixed.length, precision)));
      }
      let kept = known.get(stages);
      if (kept === undefined) {
        kept = stages.early === undefined ? [] : run(backend, stages.early, all).map(keep);
        known.set(stages, kept);
      }
      return run(backend, stages.late, [...all, ...kept]);
    };
    const free = () => {
      for (const kept of known.values()) dispose(kept);
      known.clear();
    };
    return Object.assign(call, { dispose: free });
  };
  const free = () => {
    release([...built.values()].flatMap(({ early, late }) => [early ?? [], late].flat()));
    built.clear();
  };
  return { at, dispose: free };
}

/** Cuts a recorded function into what its first `fixed` inputs alone determine, and the rest. */
function split(
  backend: NativeBackend,
  { nodes, outputs, sources }: Recorded,
  fixed: number,
  precision: Precision,
): Stages {
  const late = new Set<string>();
  const early = new Set<string>();
  // Nodes in neither are constants: they go into both graphs, so that TensorFlow's optimizer sees them.
  for (const { name, op, inputs } of nodes) {
    const from = op === 'Placeholder' && sources.find((s) => s.name === name)!.from;
    const starts = op === 'LoopIndex' || (typeof from === 'number' && from >= fixed);
    if (starts || inputs.some((r) => late.has(r.node))) late.add(name);
    else if (op === 'Placeholder' || inputs.some((r) => early.has(r.node))) early.add(name);
  }
  const placeholder = new Set(sources.map((s) => s.name));
  const computed = (r: Ref) => early.has(r.node) && !placeholder.has(r.node);
  const crossing = new Map<string, Ref>();
  for (const r of [...nodes.filter((n) => late.has(n.name)).flatMap((n) => n.inputs), ...outputs]) {
    if (computed(r)) crossing.set(`${r.node}:${r.output}`, r);
  }
  const kept = [...crossing.values()];
  const names = new Map([...crossing.keys()].map((key, i) => [key, `kept${i}`]));
  const redirect = (r: Ref): Ref => {
    const node = names.get(`${r.node}:${r.output}`);
    return node === undefined ? r : { ...r, node, output: 0 };
  };
  const placeholders = kept.map(
    ({ type, shape }, i): Node => ({
      name: `kept${i}`,
      op: 'Placeholder',
      inputs: [],
      attributes: { dtype: typeOf(type), shape: { kind: 'shape', shape } },
    }),
  );
  const rest = nodes.map((n) => ({ ...n, inputs: n.inputs.map(redirect) }));
  const inputs = sources.filter((s) => typeof s.from === 'number').length;
  return {
    early:
      kept.length === 0
        ? undefined
        : assemble(backend, { ...simplify(nodes, kept), sources }, precision),
    late: assemble(
      backend,
      {
        ...simplify([...placeholders, ...rest], outputs.map(redirect)),
        sources: [
          ...sources,
          ...kept.map(({ type }, i): Source => {
            return { name: `kept${i}`, from: inputs + i, exact: type === 'float32' };
          }),
        ],
      },
      precision,
    ),
  };
}
