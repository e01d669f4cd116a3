import { type Node, type Ref, simplify, typeOf } from '../graph/graph.ts';
import type { NativeBackend } from '../tensors/native-backend.ts';
import type { Precision } from '../tensors/precision.ts';
import { assemble, type Program, type Recorded, type Source } from './program.ts';

/** A function cut in two, and the second part as graphs, which are made where they are first needed. */
export interface Stages {
  /** Absent where nothing follows from the fixed argument alone. */
  readonly early: Program | undefined;
  readonly late: Recorded;
  once?: Program;
  /** Of graphs written around it, by the way in which they are. */
  readonly around: Map<Around, Program>;
}

/** Where the inputs of a function are among those of its graph: from … to − 1, and further ones from `more` on. */
interface Place {
  readonly from: number;
  readonly to: number;
  readonly more: number;
}

/** Writes a graph that uses a recorded function. */
export type Around = (fn: Recorded, place: Place) => Recorded;

/** A function that nothing is cut off. */
export const undivided = (late: Recorded): Stages => ({
  early: undefined,
  late,
  around: new Map(),
});

/** The graphs that have been made. */
export const programsOf = ({ early, once, around }: Stages): Program[] => [
  ...(early ? [early] : []),
  ...(once ? [once] : []),
  ...around.values(),
];

/** Cuts a recorded function into what its first `fixed` inputs alone determine, and the rest. */
export function split(
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
    late: {
      ...simplify([...placeholders, ...rest], outputs.map(redirect)),
      sources: [
        ...sources,
        ...kept.map(({ type }, i): Source => {
          return { name: `kept${i}`, from: inputs + i, exact: type === 'float32' };
        }),
      ],
    },
    around: new Map(),
  };
}
