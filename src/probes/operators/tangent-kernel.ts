import { jacobianVectorProduct, vectorJacobianProduct } from '../../engine/derivatives/autodiff.ts';
import type { Precision } from '../../engine/program/compile.ts';
import { dispose, scoped } from '../../engine/tensors/memory.ts';
import type { Params } from '../../engine/tensors/tensor.ts';
import { dot } from '../../linalg/float64.ts';
import { type Block, checkBlock } from '../../linalg/layers.ts';
import type { LinearOperator } from '../../linalg/operator.ts';
import { cachedArrays, fits } from './microbatches.ts';
import type { Model } from './model.ts';
import { staging } from './staging.ts';
import { addTo, asTensors } from './summed-operator.ts';

/** Tangent kernels at any point. */
export interface TangentKernels {
  /**
   * Θ at θ between these rows, or all; of one block of the parameters, if one is given.
   *
   * θ must stay alive, and the operator be freed before this.
   *
   * @throws RangeError on a row that is not in 0 … n − 1, and on no rows, nor on an empty block
   */
  at(theta: Params, rows?: Int32Array, block?: Block): LinearOperator;
  dispose(): void;
}

/**
 * The Gram matrix of the neural tangent kernel, Θ = J Jᵀ with J = ∂f/∂θ [nk, P], as products.
 *
 * Jacot, Gabriel & Hongler, NeurIPS 2018. Entry (i k + c, j k + d) is ⟨∇f_c(xᵢ), ∇f_d(xⱼ)⟩, without a factor 1/n or
 * 1/P, and over one block of the parameters only that block's gradients. A product is a pass backward over all
 * examples and a derivative forward; a form ‖Jᵀv‖² the first alone. Its eigenvalues other than 0 are those of JᵀJ:
 * n times those of the Gauss–Newton matrix of squared error. Shape [nk, nk].
 */
export function tangentKernels(
  model: Model,
  precision: Precision = model.precision ?? 'single',
): TangentKernels {
  const { microbatches, shapes, parameters, examples: n } = model;
  const [p, k] = [shapes.length, microbatches.outputSize];
  const f = (held: Params) => (q: Params) => microbatches.outputs(q, held.slice(p));
  const backward = staging(
    (held, [u]) => vectorJacobianProduct(f(held), held.slice(0, p), u!),
    precision,
  );
  const forward = staging(
    (held, v) => [jacobianVectorProduct(f(held), held.slice(0, p), v)],
    precision,
  );
  const arrays = cachedArrays(microbatches);
  return {
    at(theta, rows, block = { from: 0, to: parameters }) {
      checkBlock(block, parameters);
      const own = arrays.of(rows);
      const count = rows?.length ?? n;
      const keep = fits(microbatches, count, n);
      const sizes = own.map(([x]) => x!.shape[0]!);
      const back = own.map((part) => backward.at([...theta, ...part], keep));
      const on = own.map((part) => forward.at([...theta, ...part], keep));
      /** Jᵀ v, in the block alone. */
      const pull = (v: Float64Array | Float32Array): Float64Array => {
        if (v.length !== count * k)
          throw new RangeError(`invalid vector; ${count * k} entries expected, ${v.length} given`);
        const total = new Float64Array(parameters);
        let from = 0;
        for (const [i, part] of back.entries()) {
          const to = from + sizes[i]! * k;
          scoped(() => {
            const u = asTensors(v.slice(from, to), [[sizes[i]!, k]], precision);
            addTo(total, part(u), precision, i === 0);
            return [];
          });
          from = to;
        }
        total.fill(0, 0, block.from);
        total.fill(0, block.to);
        return total;
      };
      return {
        dim: count * k,
        matvec(v) {
          const w = pull(v);
          const out = new Float64Array(count * k);
          let from = 0;
          scoped(() => {
            const inputs = asTensors(w, shapes, precision);
            for (const [i, part] of on.entries()) {
              addTo(out.subarray(from), part(inputs), precision, true);
              from += sizes[i]! * k;
            }
            return [];
          });
          return out;
        },
        forms: (vs) =>
          vs.map((v) => {
            const w = pull(v);
            return dot(w, w);
          }),
        dispose() {
          for (const part of [...back, ...on]) part.dispose();
          if (rows !== undefined) dispose(own.flat());
        },
      };
    },
    dispose() {
      backward.dispose();
      forward.dispose();
      arrays.dispose();
    },
  };
}
