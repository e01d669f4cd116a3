import type { Cost } from '../core/estimate.ts';
import { hessianVectorProduct, inner, quadraticForm } from '../engine/autodiff.ts';
import type { Precision } from '../engine/compile.ts';
import { compile } from '../engine/compile.ts';
import { dispose, scoped } from '../engine/memory.ts';
import { unflatten, views } from '../engine/params.ts';
import { read64 } from '../engine/precise.ts';
import { stage } from '../engine/stage.ts';
import type { Params, Tensor } from '../engine/tensor.ts';

/** A symmetric matrix A ∈ ℝ^{P×P} known only through products. */
export interface LinearOperator {
  /** P */
  readonly dim: number;
  /** A v. Shape [P]. */
  matvec(v: Float64Array | Float32Array): Float64Array;
  /**
   * vᵀA v for several vectors, where that is cheaper than their products one by one.
   *
   * Equal to the dot products with `matvec` to round-off.
   */
  forms?(vs: readonly Float32Array[]): number[];
  /** Frees compiled graphs. */
  dispose(): void;
}

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

/**
 * The Hessian ∇²L(θ) as an operator. θ must stay alive.
 *
 * The passes through the network at θ run once, at the first product, and their activations are kept; a
 * product then costs about a gradient, and a form vᵀHv about half of one. Where they would take more than
 * half a gigabyte they run anew each time.
 */
export function hessian(
  objective: Curved,
  theta: Params,
  precision: Precision = 'single',
): LinearOperator {
  const { shapes, parameters: dim, examples } = objective;
  const { products, forms, ...parts } = partsOf(objective, theta, precision);
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
      for (const part of parts) addTo(sum, part(inputs), precision);
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
    dispose: parts.dispose,
  };
}

function addTo(sum: Float64Array, parts: Params, precision: Precision): void {
  let at = 0;
  for (const t of parts) {
    const values = precision === 'double' ? read64(t) : t.dataSync();
    for (let i = 0; i < values.length; i++) sum[at++]! += values[i]!;
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

/** Bytes of activations that may be kept, and the arrays of their size that are; counted in the graphs. */
const KEPT_BYTES = 5e8;
const KEPT_ARRAYS = 8;

function partsOf(objective: Curved, theta: Params, precision: Precision): Parts {
  const { pieces } = objective;
  return pieces !== undefined && 4 * KEPT_ARRAYS * pieces.activations <= KEPT_BYTES
    ? keeping(pieces, theta, precision)
    : anew(objective, theta, precision);
}

function keeping(pieces: Pieces, theta: Params, precision: Precision): Parts {
  const k = theta.length;
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
  const products = arrays.map((own) => product.at([...theta, ...own]));
  const forms = arrays.map((own) => form.at([...theta, ...own]));
  return {
    products,
    forms,
    dispose() {
      for (const held of [...products, ...forms, product, form]) held.dispose();
      dispose(arrays.flat());
    },
  };
}

function anew(objective: Curved, theta: Params, precision: Precision): Parts {
  const k = theta.length;
  const product = compile(
    (inputs) => objective.hvp(inputs.slice(0, k), inputs.slice(k)),
    precision,
  );
  const form = compile((inputs) => {
    const [at, ...vs] = inParts(inputs, k) as [Params, ...Params[]];
    return vs.map((v) => inner(v, objective.hvp(at, v)));
  }, precision);
  return {
    products: [(v) => product([...theta, ...v])],
    forms: [(vs) => form([...theta, ...vs])],
    dispose() {
      product.dispose();
      form.dispose();
    },
  };
}

const inParts = (list: Params, k: number): Params[] =>
  Array.from({ length: list.length / k }, (_, i) => list.slice(i * k, (i + 1) * k));

/** The cost of some HVPs, timed from `start` (performance.now(), ms). */
export const costOf = (hvps: number, start: number): Cost => ({
  gradients: 0,
  hvps,
  seconds: (performance.now() - start) / 1000,
});
