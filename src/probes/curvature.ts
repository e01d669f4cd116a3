import { hessianVectorProduct, inner, quadraticForm } from '../engine/autodiff.ts';
import { compile, type Precision } from '../engine/compile.ts';
import { dispose } from '../engine/memory.ts';
import { stage } from '../engine/stage.ts';
import type { Params, Tensor } from '../engine/tensor.ts';

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

/** Results on vectors given as tensors, one vector after the other. */
export type Part = (vs: Params) => Tensor[];

export interface Parts {
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
export interface Programs {
  at(theta: Params): Parts;
  dispose(): void;
}

/** Compiles products and forms of an objective's Hessian, keeping activations where they are small enough. */
export function curvature(objective: Curved, precision: Precision): Programs {
  const { pieces, shapes } = objective;
  return pieces !== undefined && 4 * KEPT_ARRAYS * pieces.activations <= KEPT_BYTES
    ? keeping(pieces, shapes.length, precision)
    : anew(objective, precision);
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
  let arrays: readonly Params[] | undefined;
  return {
    at(theta) {
      // At the first point, since an engine without views copies the examples.
      arrays ??= pieces.arrays();
      const products = arrays.map((own) => product.at([...theta, ...own]));
      const forms = arrays.map((own) => form.at([...theta, ...own]));
      const free = () => {
        for (const held of [...products, ...forms]) held.dispose();
      };
      return { products, forms, dispose: free };
    },
    dispose() {
      for (const staged of [product, form]) staged.dispose();
      dispose((arrays ?? []).flat());
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
