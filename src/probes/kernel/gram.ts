import { type Cost, costSince } from '../../core/estimate.ts';
import { jacobianVectorProduct, vectorJacobianProduct } from '../../engine/derivatives/autodiff.ts';
import type { Precision } from '../../engine/program/compile.ts';
import { partialEvaluation } from '../../engine/program/partial-evaluation.ts';
import { dispose } from '../../engine/tensors/memory.ts';
import { read64 } from '../../engine/tensors/precise.ts';
import { rowsFrom } from '../../engine/tensors/rows.ts';
import { type Params, type Tensor, tensor } from '../../engine/tensors/tensor.ts';
import { dot } from '../../linalg/float64.ts';
import type { LinearOperator } from '../../linalg/operator.ts';

/** A dense symmetric matrix. */
export interface Gram {
  /** Shape [N][N]. */
  readonly rows: readonly Float64Array[];
  readonly cost: Cost;
}

export interface GramProbe {
  at(theta: Params): Gram;
  dispose(): void;
}

/**
 * The Gram matrix Θ = J Jᵀ of the neural tangent kernel on m examples, J = ∂f/∂θ [mk, P], entry by entry in float64.
 *
 * Entry (i k + c, j k + d) is ⟨∇f_c(xᵢ), ∇f_d(xⱼ)⟩, without a factor 1/m or 1/P; Jacot, Gabriel & Hongler, NeurIPS
 * 2018. Each column is the gradient ∇f_c(xᵢ) of one output, backward, pushed forward through all m examples, so
 * memory holds one row of J whatever m and P are. `x` [m, d] must stay alive. Costs mk gradients of one row and mk
 * passes forward; keeps (mk)² numbers. By default in double precision.
 */
export function gram(
  apply: (theta: Params, x: Tensor) => Tensor,
  x: Tensor,
  outputs: number,
  precision: Precision = 'double',
): GramProbe {
  const m = x.shape[0]!;
  const N = m * outputs;
  const column = partialEvaluation((held, [one, which]) => {
    const [at, theta] = [held[0]!, held.slice(1)];
    const row = vectorJacobianProduct((q) => apply(q, one!), theta, which!);
    return [jacobianVectorProduct((q) => apply(q, at), theta, row)];
  }, precision);
  const ones = Array.from({ length: m }, (_, i) => rowsFrom(x, i, 1));
  const units = Array.from({ length: outputs }, (_, c) =>
    tensor(
      Float32Array.from({ length: outputs }, (_, d) => (c === d ? 1 : 0)),
      [1, outputs],
    ),
  );
  return {
    at(theta) {
      const start = performance.now();
      const columns = column.at([x, ...theta]);
      const found = ones.flatMap((one) =>
        units.map((unit) => {
          const out = columns([one, unit]);
          const values = read64(out[0]!);
          dispose(out);
          return values;
        }),
      );
      columns.dispose();
      // Round-off leaves the two halves apart.
      const rows = found.map((own, i) => own.map((a, j) => (a + found[j]![i]!) / 2));
      return { rows, cost: costSince(start, { gradients: N }) };
    },
    dispose() {
      column.dispose();
      dispose([...ones, ...units]);
    },
  };
}

/** The matrix as an operator. */
export const operatorOf = ({ rows }: Pick<Gram, 'rows'>): LinearOperator => ({
  dim: rows.length,
  matvec: (v) => Float64Array.from(rows, (row) => dot(row, v)),
  dispose: () => {},
});
