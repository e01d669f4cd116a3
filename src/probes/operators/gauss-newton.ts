import { InputError } from '../../core/error.ts';
import {
  hessianVectorProduct,
  jacobianVectorProduct,
  quadraticForm,
  vectorJacobianProduct,
} from '../../engine/derivatives/autodiff.ts';
import type { Precision } from '../../engine/program/compile.ts';
import { add, mul, reshape, sum } from '../../engine/tensors/operations.ts';
import type { Params, Tensor } from '../../engine/tensors/tensor.ts';
import type { OperatorFamily } from './family.ts';
import { type MicrobatchTerm, microbatchPrograms } from './microbatches.ts';
import { type Model, outputGradient } from './model.ts';
import { withRoundOff } from './round-off.ts';
import { summedOperator } from './summed-operator.ts';

/**
 * The generalized Gauss–Newton matrix G = (1/n) Σᵢ Jᵢᵀ ∇²_f ℓᵢ Jᵢ, with Jᵢ = ∂f(θ, xᵢ)/∂θ [k, P].
 *
 * Schraudolph, Neural Computation 14 (2002) 1723–1738. Positive semi-definite where ℓ is convex in f. A product is
 * one forward derivative along v, k × k products per example, and one pass backward: less than a Hessian–vector
 * product. Shape [P, P].
 */
export const gaussNewton = (
  model: Model,
  precision: Precision = model.precision ?? 'single',
): OperatorFamily =>
  sandwich(model, precision, (f, own, u) => {
    const loss = ([q]: Params) => sum(model.microbatches.losses(q!, own));
    return hessianVectorProduct(loss, [f], [u])[0]!;
  });

/**
 * The Fisher information (1/n) Σᵢ E_{y ~ p(·|f(xᵢ))} g g ᵀ, g = ∇_θ ℓ(f(xᵢ), y), exact over the model's own labels.
 *
 * For cross-entropy p is softmax(f). Squared error is read as −log p of a Gaussian N(f, I) in the outputs, up to a
 * constant. In both it equals the generalized Gauss–Newton matrix, by another way. Shape [P, P].
 *
 * @throws InputError for a loss of the user's own, of which no p is known
 */
export function fisher(
  model: Model,
  precision: Precision = model.precision ?? 'single',
): OperatorFamily {
  const { fisher: information } = model.microbatches;
  if (information === undefined)
    throw new InputError(
      'fisher needs a loss that is −log p of labels, which a loss of a module is not known to be: ask for gaussNewton',
    );
  return sandwich(model, precision, (f, _, u) => information(f, u));
}

/**
 * The empirical Fisher matrix E = (1/n) Σᵢ gᵢ gᵢᵀ, with gᵢ = ∇_θ ℓᵢ at the given labels.
 *
 * It is no Fisher information and need not resemble one: Kunstner, Hennig & Balles, NeurIPS 2019. The gᵢ are not
 * formed: gᵢᵀv = rᵢᵀ Jᵢ v. Shape [P, P].
 */
export const empiricalFisher = (
  model: Model,
  precision: Precision = model.precision ?? 'single',
): OperatorFamily =>
  sandwich(model, precision, (f, own, u) => {
    const r = outputGradient(model, f, own);
    return mul(r, reshape(sum(mul(r, u), 1), [f.shape[0]!, 1]));
  });

/**
 * What the Gauss–Newton matrix leaves of the Hessian, R = ∇²L − G = (1/n) Σᵢ Σ_c rᵢ_c ∇²f_c(θ, xᵢ), r = ∂ℓ/∂f.
 *
 * Formed as such, not as a difference, so it keeps its digits where it is small. Shape [P, P].
 */
export function residual(
  model: Model,
  precision: Precision = model.precision ?? 'single',
): OperatorFamily {
  const { microbatches } = model;
  const weighted = (theta: Params, own: Params) => {
    const r = outputGradient(model, microbatches.outputs(theta, own), own);
    return (q: Params) => sum(mul(microbatches.outputs(q, own), r));
  };
  return overExamples(model, precision, {
    product(theta, own, v) {
      const f = weighted(theta, own);
      // The zero connects every array to the result: TensorFlow.js refuses gradients that vanish by structure.
      return hessianVectorProduct((q) => add(f(q), zero(q)), theta, v);
    },
    form: (theta, own, v) => quadraticForm(weighted(theta, own), theta, v),
  });
}

/** 0 · ‖q‖² */
const zero = (q: Params): Tensor =>
  q.map((t) => mul(sum(mul(t, t)), 0)).reduce((total, t) => add(total, t));

/** (1/n) Σᵢ Jᵢᵀ Bᵢ Jᵢ, with Bᵢ u given for all examples of a part at once. */
function sandwich(
  model: Model,
  precision: Precision,
  block: (outputs: Tensor, own: Params, u: Tensor) => Tensor,
): OperatorFamily {
  const at = (own: Params) => (q: Params) => model.microbatches.outputs(q, own);
  return overExamples(model, precision, {
    product(theta, own, v) {
      const f = at(own);
      const u = jacobianVectorProduct(f, theta, v);
      return vectorJacobianProduct(f, theta, block(f(theta), own, u));
    },
    form(theta, own, v) {
      const u = jacobianVectorProduct(at(own), theta, v);
      return sum(mul(u, block(at(own)(theta), own, u)));
    },
  });
}

/** (1/n) Σ of these terms over the examples. */
function overExamples(
  { microbatches, shapes, parameters, examples: n }: Model,
  precision: Precision,
  terms: MicrobatchTerm,
): OperatorFamily {
  const k = shapes.length;
  const programs = microbatchPrograms(
    microbatches,
    { held: k, k, n },
    terms,
    (count) => 1 / count,
    precision,
  );
  return withRoundOff(
    {
      at: (theta, rows) => summedOperator(programs.at(theta, rows), shapes, parameters, precision),
      dispose: programs.dispose,
    },
    precision,
  );
}
