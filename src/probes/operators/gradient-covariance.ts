import {
  inner,
  jacobianVectorProduct,
  vectorJacobianProduct,
} from '../../engine/derivatives/autodiff.ts';
import type { Precision } from '../../engine/program/compile.ts';
import { dispose } from '../../engine/tensors/memory.ts';
import { mul, reshape, sub, sum } from '../../engine/tensors/operations.ts';
import { unflatten } from '../../engine/tensors/params.ts';
import type { Params, Tensor } from '../../engine/tensors/tensor.ts';
import type { OperatorFamily } from './family.ts';
import { cachedArrays, microbatchPrograms } from './microbatches.ts';
import { type Model, outputGradient } from './model.ts';
import { withRoundOff } from './round-off.ts';
import { staging } from './staging.ts';
import { addTo, summedOperator } from './summed-operator.ts';

/**
 * The covariance of the per-example gradients, C = (1/n) Σᵢ (gᵢ − ḡ)(gᵢ − ḡ)ᵀ, with ḡ = (1/n) Σᵢ gᵢ = ∇L.
 *
 * Divided by n, not n − 1: it is that of a row drawn uniformly, and the noise of an SGD step has C/B with replacement.
 * C v = (1/n) Σᵢ sᵢ gᵢ with sᵢ = ⟨gᵢ − ḡ, v⟩: one derivative forward and one gradient with weights, and no gᵢ is
 * formed. ḡ is computed once for all products at θ. Shape [P, P].
 */
export function gradientCovariance(
  model: Model,
  precision: Precision = model.precision ?? 'single',
): OperatorFamily {
  const { microbatches, shapes, parameters, examples: n } = model;
  const k = shapes.length;
  const f = (own: Params) => (q: Params) => microbatches.outputs(q, own);
  /** rᵢ, and sᵢ for the direction v. Shapes [B, k], [B, 1]. */
  const scores = (held: Params, own: Params, v: Params): { r: Tensor; s: Tensor } => {
    const [theta, mean] = [held.slice(0, k), held.slice(k)];
    const r = outputGradient(model, f(own)(theta), own);
    const along = sum(mul(r, jacobianVectorProduct(f(own), theta, v)), 1);
    const s = sub(along, inner(mean, v));
    return { r, s: reshape(s, [r.shape[0]!, 1]) };
  };
  const programs = microbatchPrograms(
    microbatches,
    { held: 2 * k, k, n },
    {
      product(held, own, v) {
        const { r, s } = scores(held, own, v);
        return vectorJacobianProduct(f(own), held.slice(0, k), mul(r, s));
      },
      form(held, own, v) {
        const { s } = scores(held, own, v);
        return sum(mul(s, s));
      },
    },
    (count) => 1 / count,
    precision,
  );
  const gradient = meanGradient(model, precision);
  const family: OperatorFamily = {
    at(theta, rows) {
      const mean = unflatten(gradient.at(theta, rows), shapes);
      const parts = programs.at([...theta, ...mean], rows);
      const free = () => {
        parts.dispose();
        dispose(mean);
      };
      return summedOperator({ ...parts, dispose: free }, shapes, parameters, precision);
    },
    dispose() {
      programs.dispose();
      gradient.dispose();
    },
  };
  return withRoundOff(family, precision);
}

/** ḡ over all examples or the given rows. Shape [P]. */
function meanGradient(model: Model, precision: Precision) {
  const { microbatches, parameters, examples: n } = model;
  const program = staging((theta, own) => {
    const f = (q: Params) => microbatches.outputs(q, own);
    return vectorJacobianProduct(f, theta, outputGradient(model, f(theta), own));
  }, precision);
  const arrays = cachedArrays(microbatches);
  return {
    at(theta: Params, rows?: Int32Array): Float64Array {
      const own = arrays.of(rows);
      const count = rows?.length ?? n;
      const at = program.at(theta, false);
      const total = new Float64Array(parameters);
      for (const [i, part] of own.entries()) {
        const terms = at(part);
        addTo(total, terms, precision, i === 0);
        dispose(terms);
      }
      at.dispose();
      if (rows !== undefined) dispose(own.flat());
      return total.map((x) => x / count);
    },
    dispose() {
      program.dispose();
      arrays.dispose();
    },
  };
}
