import { hessianVectorProduct, inner, quadraticForm } from '../engine/autodiff.ts';
import type { Precision } from '../engine/compile.ts';
import { compile } from '../engine/compile.ts';
import { dispose, scoped } from '../engine/memory.ts';
import { unflatten, views } from '../engine/params.ts';
import { read64 } from '../engine/precise.ts';
import { stage } from '../engine/stage.ts';
import type { Params, Tensor } from '../engine/tensor.ts';
import type { LinearOperator } from './operator.ts';

/** As much of an objective as the Hessian needs. */
export interface Curved {
  /** n, the number of training examples. */
  readonly examples: number;
  readonly shapes: readonly (readonly number[])[];
  readonly parameters: number;
  hvp(theta: Params, v: Params): Tensor[];
  /** The loss as a sum of parts, if it is one. */
  readonly pieces?: Pieces;
}

/** A loss that is a sum of parts, each a function of θ and of arrays of its own. */
interface Pieces {
  /** The arrays of each part, made anew and the caller's to free. */
  arrays(): readonly Params[];
  /** Numbers that a pass through the network leaves behind, over all parts. */
  readonly activations: number;
  value(theta: Params, arrays: Params): Tensor;
}

/**
 * Vectors whose forms share one graph, and so the reading of the inputs. Such a graph takes a tenth of a
 * second more to compile, so it is for objectives with at least so many parameters × examples; both
 * measured with npm run bench.
 */
const TOGETHER = 8;
const HEAVY = 1e7;

/** The Hessians of one objective at any point; graphs are compiled once for all of them. */
export interface Hessians {
  /** ∇²L(θ); θ must stay alive, and the operator be freed before this. */
  at(theta: Params): LinearOperator;
  /** Frees compiled graphs. */
  dispose(): void;
}

/** The Hessian ∇²L(θ) as an operator of its own; see `hessians`. */
export function hessian(objective: Curved, theta: Params, precision?: Precision): LinearOperator {
  const all = hessians(objective, precision);
  const H = all.at(theta);
  const dispose = () => {
    H.dispose();
    all.dispose();
  };
  return { ...H, dispose };
}

/**
 * The Hessians ∇²L(θ) of an objective as operators.
 *
 * The passes through the network at θ run once, at the first product, and their activations are kept; a
 * product then costs about a gradient, and a form vᵀHv about half of one. Where they would take more than
 * half a gigabyte they run anew each time.
 */
export function hessians(objective: Curved, precision: Precision = 'single'): Hessians {
  const { pieces } = objective;
  const programs =
    pieces !== undefined && 4 * KEPT_ARRAYS * pieces.activations <= KEPT_BYTES
      ? keeping(pieces, objective.shapes.length, precision)
      : anew(objective, precision);
  return {
    at: (theta) => operator(objective, programs.at(theta), precision),
    dispose: programs.dispose,
  };
}

function operator(
  { shapes, parameters: dim, examples }: Curved,
  { products, forms, dispose }: Parts,
  precision: Precision,
): LinearOperator {
  const asTensors = (v: Float64Array | Float32Array) =>
    precision === 'double'
      ? unflatten(new Float64Array(v), shapes)
      : views(v instanceof Float32Array ? v : new Float32Array(v), shapes);
  /** The results of each part on these vectors, `size` numbers, added up. */
  const total = (
    parts: readonly Part[],
    vs: readonly (Float64Array | Float32Array)[],
    size: number,
  ): Float64Array => {
    const sum = new Float64Array(size);
    scoped(() => {
      const inputs = vs.flatMap(asTensors);
      for (const [i, part] of parts.entries()) addTo(sum, part(inputs), precision, i === 0);
      return [];
    });
    return sum;
  };
  const together = dim * examples >= HEAVY ? TOGETHER : 1;
  return {
    dim,
    matvec: (v) => total(products, [v], dim),
    forms(vs) {
      const out: number[] = [];
      while (out.length < vs.length) {
        const count = vs.length - out.length >= together ? together : 1;
        out.push(...total(forms, vs.slice(out.length, out.length + count), count));
      }
      return out;
    },
    dispose,
  };
}

function addTo(sum: Float64Array, parts: Params, precision: Precision, empty: boolean): void {
  let at = 0;
  for (const t of parts) {
    const values = precision === 'double' ? read64(t) : t.dataSync();
    // Copying is several times faster than adding.
    if (empty) sum.set(values, at);
    else for (let i = 0; i < values.length; i++) sum[at + i]! += values[i]!;
    at += values.length;
  }
}

/** Results on vectors given as tensors, one vector after the other. */
type Part = (vs: Params) => Tensor[];

interface Parts {
  /** H v of each part of the loss. */
  readonly products: readonly Part[];
  /** vᵀH v of each part, for every v. */
  readonly forms: readonly Part[];
  dispose(): void;
}

/** Bytes of activations that may be kept, and at most how many arrays of their size are; from the graphs. */
const KEPT_BYTES = 5e8;
const KEPT_ARRAYS = 8;

/** Compiled products and forms, to be put at a point. */
interface Programs {
  at(theta: Params): Parts;
  dispose(): void;
}

/** With k arrays in θ. */
function keeping(pieces: Pieces, k: number, precision: Precision): Programs {
  const loss = (held: Params) => (q: Params) => pieces.value(q, held.slice(k));
  const product = stage(
    (held, v) => hessianVectorProduct(loss(held), held.slice(0, k), v),
    precision,
  );
  const form = stage(
    (held, vs) => inParts(vs, k).map((v) => quadraticForm(loss(held), held.slice(0, k), v)),
    precision,
  );
  const arrays = pieces.arrays();
  return {
    at(theta) {
      const products = arrays.map((own) => product.at([...theta, ...own]));
      const forms = arrays.map((own) => form.at([...theta, ...own]));
      const free = () => {
        for (const held of [...products, ...forms]) held.dispose();
      };
      return { products, forms, dispose: free };
    },
    dispose() {
      for (const staged of [product, form]) staged.dispose();
      dispose(arrays.flat());
    },
  };
}

function anew(objective: Curved, precision: Precision): Programs {
  const k = objective.shapes.length;
  const product = compile(
    (inputs) => objective.hvp(inputs.slice(0, k), inputs.slice(k)),
    precision,
  );
  const form = compile((inputs) => {
    const [at, ...vs] = inParts(inputs, k) as [Params, ...Params[]];
    return vs.map((v) => inner(v, objective.hvp(at, v)));
  }, precision);
  return {
    at: (theta) => ({
      products: [(v) => product([...theta, ...v])],
      forms: [(vs) => form([...theta, ...vs])],
      dispose: () => {},
    }),
    dispose() {
      product.dispose();
      form.dispose();
    },
  };
}

const inParts = (list: Params, k: number): Params[] =>
  Array.from({ length: list.length / k }, (_, i) => list.slice(i * k, (i + 1) * k));
