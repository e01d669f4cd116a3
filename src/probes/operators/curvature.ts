import { hessianVectorProduct, inner, quadraticForm } from '../../engine/derivatives/autodiff.ts';
import { compile, type Precision } from '../../engine/program/compile.ts';
import { dispose } from '../../engine/tensors/memory.ts';
import { indices, type Params, type Tensor } from '../../engine/tensors/tensor.ts';
import { fits, inParts, type Programs, type Split, vectors } from './microbatches.ts';

/** As much of an objective as the Hessian needs. */
export interface Curved {
  /** n, the number of training examples. */
  readonly examples: number;
  readonly shapes: readonly (readonly number[])[];
  readonly parameters: number;
  hvp(theta: Params, v: Params, rows?: Tensor): Tensor[];
  /** The loss as a sum of parts, if it is one. */
  readonly pieces?: Pieces;
}

/** A loss that is a sum of parts, each a function of θ and of arrays of its own. */
interface Pieces extends Split {
  /** One part of the mean loss over all examples. */
  value(theta: Params, arrays: Params): Tensor;
}

/** Compiles products and forms of an objective's Hessian, keeping activations where they are small enough. */
export function curvature(objective: Curved, precision: Precision): Programs {
  const { pieces, examples: n, shapes } = objective;
  const whole = anew(objective, precision);
  if (pieces === undefined) return whole;
  const k = shapes.length;
  const loss = (own: Params) => (q: Params) => pieces.value(q, own);
  const terms = {
    product: (theta: Params, own: Params, v: Params) => hessianVectorProduct(loss(own), theta, v),
    form: (theta: Params, own: Params, v: Params) => quadraticForm(loss(own), theta, v),
  };
  const parted = inParts(pieces, { held: k, k, n }, terms, (count) => n / count, precision);
  return {
    at: (theta, rows) => (fits(pieces, rows?.length ?? n, n) ? parted : whole).at(theta, rows),
    dispose() {
      parted.dispose();
      whole.dispose();
    },
  };
}

/** With the passes through the network in every call. */
function anew(objective: Curved, precision: Precision): Programs {
  const k = objective.shapes.length;
  const product = compile((inputs) => {
    const [theta, v, rest] = [inputs.slice(0, k), inputs.slice(k, 2 * k), inputs.slice(2 * k)];
    return objective.hvp(theta, v, rest[0]);
  }, precision);
  // Rows, where there are any, come first: vectors follow in any number.
  const formOn = (rows: number) =>
    compile((inputs) => {
      const [theta, ...vs] = vectors(inputs.slice(rows), k) as [Params, ...Params[]];
      return vs.map((v) => inner(v, objective.hvp(theta, v, inputs.slice(0, rows)[0])));
    }, precision);
  const forms = [formOn(0), formOn(1)] as const;
  return {
    at(theta, rows) {
      const on = rows === undefined ? [] : [indices(rows)];
      return {
        products: [(v) => product([...theta, ...v, ...on])],
        forms: [(vs) => forms[on.length as 0 | 1]([...on, ...theta, ...vs])],
        scale: 1,
        dispose: () => dispose(on),
      };
    },
    dispose() {
      for (const program of [product, ...forms]) program.dispose();
    },
  };
}
