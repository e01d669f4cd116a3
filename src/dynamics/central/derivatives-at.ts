import { compile, type Precision } from '../../engine/program/compile.ts';
import { partialEvaluation } from '../../engine/program/partial-evaluation.ts';
import { dispose } from '../../engine/tensors/memory.ts';
import { concat, mul, neg, reshape } from '../../engine/tensors/operations.ts';
import { flatten64, shapedLike } from '../../engine/tensors/params.ts';
import { type Params, type Tensor, tensor } from '../../engine/tensors/tensor.ts';
import type { Term } from '../integrate/term.ts';

/** Derivatives of L at one θ in the coordinates z = D^{½}v of a diagonal D, of the rows of a block. Shapes [m][P]. */
export interface PointDerivatives {
  /** D^{−½}∇²L D^{−½}z */
  products(block: Tensor): Tensor;
  /** ∇(zᵀD^{−½}∇²L(θ)D^{−½}z) */
  formGradients(block: Tensor): Tensor;
  dispose(): void;
}

/** Derivatives of L at any θ; graphs are compiled once for all. */
export interface DerivativesAt {
  /** ∇L. Shape [P]. */
  gradient(theta: Params): Float64Array;
  /** `roots` is the diagonal of D^{½}, shape [P]. */
  at(theta: Params, roots: Float64Array): PointDerivatives;
  dispose(): void;
}

/** Compiles the derivatives of L from a term −∇L with its Jacobian, and gradients of forms. */
export function derivativesAt(
  { drift, jacobian }: Required<Pick<Term, 'drift' | 'jacobian'>>,
  formGradient: (theta: Params, v: Params) => Tensor[],
  precision: Precision,
): DerivativesAt {
  const gradient = compile((theta) => [flat(drift(theta, []).map(neg))], precision);
  // What is fixed is θ and then D^{−½}.
  const product = partialEvaluation(
    (fixed, [z]) => along(fixed, z!, (theta, v) => jacobian(theta, v, []).map(neg), true),
    precision,
  );
  const form = partialEvaluation((fixed, [z]) => along(fixed, z!, formGradient, false), precision);
  return {
    gradient(theta) {
      const out = gradient(theta);
      const values = flatten64(out);
      dispose(out);
      return values;
    },
    at(theta, roots) {
      const inverse = tensor(
        roots.map((root) => 1 / root),
        [roots.length],
      );
      const held = [product, form].map((each) => each.at([...theta, inverse]));
      return {
        products: (block) => held[0]!.each([block])[0]!,
        formGradients: (block) => held[1]!.each([block])[0]!,
        dispose() {
          for (const each of held) each.dispose();
          dispose(inverse);
        },
      };
    },
    dispose: () => [gradient, product, form].forEach((each) => void each.dispose()),
  };
}

/** f(θ, D^{−½}z) in a vector, times D^{−½} if it is `scaled`. */
function along(
  fixed: Params,
  z: Tensor,
  f: (theta: Params, v: Params) => Params,
  scaled: boolean,
): Tensor[] {
  const theta = fixed.slice(0, -1);
  const inverse = fixed.at(-1)!;
  const out = flat(f(theta, shapedLike(theta, mul(z, inverse))));
  return [scaled ? mul(out, inverse) : out];
}

const flat = (parts: Params): Tensor => concat(parts.map((t) => reshape(t, [t.size])));
