import { compile, type Precision } from '../../engine/program/compile.ts';
import { partialEvaluation } from '../../engine/program/partial-evaluation.ts';
import { dispose } from '../../engine/tensors/memory.ts';
import { neg } from '../../engine/tensors/operations.ts';
import { flatten64, tensorsLike } from '../../engine/tensors/params.ts';
import type { Params, Tensor } from '../../engine/tensors/tensor.ts';
import type { Term } from '../integrate/term.ts';

/** Derivatives of L at one θ, in flat arrays of shape [P]. */
export interface PointDerivatives {
  /** ∇L */
  readonly g: Float64Array;
  /** ∇²L v */
  product(v: Float64Array): Float64Array;
  /** ∇(vᵀ∇²L v) */
  formGradient(v: Float64Array): Float64Array;
  dispose(): void;
}

/** Derivatives of L at any θ; graphs are compiled once for all. */
export interface DerivativesAt {
  at(theta: Params): PointDerivatives;
  dispose(): void;
}

/** Compiles the derivatives of L from a term −∇L with its Jacobian, and gradients of forms. */
export function derivativesAt(
  { drift, jacobian }: Required<Pick<Term, 'drift' | 'jacobian'>>,
  formGradient: (theta: Params, v: Params) => Tensor[],
  precision: Precision,
): DerivativesAt {
  const gradient = compile((theta) => drift(theta, []).map(neg), precision);
  const product = partialEvaluation((held, v) => jacobian(held, v, []).map(neg), precision);
  const form = partialEvaluation(formGradient, precision);
  return {
    at(theta) {
      const held = [product.at(theta), form.at(theta)] as const;
      const along = (f: (inputs: Params) => Tensor[]) => (v: Float64Array) => {
        const inputs = tensorsLike(theta, v, precision);
        const out = read(f(inputs));
        dispose(inputs);
        return out;
      };
      return {
        g: read(gradient(theta)),
        product: along(held[0]),
        formGradient: along(held[1]),
        dispose: () => held.forEach((each) => void each.dispose()),
      };
    },
    dispose: () => [gradient, product, form].forEach((each) => void each.dispose()),
  };
}

function read(out: Tensor[]): Float64Array {
  const values = flatten64(out);
  dispose(out);
  return values;
}
