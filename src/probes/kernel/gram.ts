import { type Cost, costSince, type Estimate, exact, noCost } from '../../core/estimate.ts';
import { jacobianVectorProduct, vectorJacobianProduct } from '../../engine/derivatives/autodiff.ts';
import type { Precision } from '../../engine/program/compile.ts';
import { partialEvaluation } from '../../engine/program/partial-evaluation.ts';
import { dispose } from '../../engine/tensors/memory.ts';
import { read64 } from '../../engine/tensors/precise.ts';
import { type Params, slice, type Tensor, tensor } from '../../engine/tensors/tensor.ts';
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
  const ones = Array.from({ length: m }, (_, i) =>
    slice(x, [i, ...x.shape.slice(1).map(() => 0)], [1, ...x.shape.slice(1)]),
  );
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
export const operatorOf = ({ rows }: Gram): LinearOperator => ({
  dim: rows.length,
  matvec: (v) => Float64Array.from(rows, (row) => dot(row, v)),
  dispose: () => {},
});

/** Θ̄ᵢⱼ = (1/k) Σ_c Θ_{ic,jc}, the part of the kernel that all k outputs share. Shape [m][m]. */
export function overOutputs({ rows, cost }: Gram, outputs: number): Gram {
  const m = rows.length / outputs;
  const entry = (i: number, j: number) => {
    let sum = 0;
    for (let c = 0; c < outputs; c++) sum += rows[i * outputs + c]![j * outputs + c]!;
    return sum / outputs;
  };
  const range = Array.from({ length: m }, (_, i) => i);
  return { rows: range.map((i) => Float64Array.from(range, (j) => entry(i, j))), cost };
}

/** Y Yᵀ of one-hot targets: 1 between examples of one class. Shape [m][m]. */
export const targetKernel = (labels: ArrayLike<number>): Gram => ({
  rows: Array.from(labels, (a) => Float64Array.from(labels, (b) => (a === b ? 1 : 0))),
  cost: noCost,
});

/** H K H with H = I − 11ᵀ/m: the kernel of features centred over the examples. */
export function centred({ rows, cost }: Gram): Gram {
  const means = rows.map((row) => row.reduce((a, b) => a + b, 0) / row.length);
  const all = means.reduce((a, b) => a + b, 0) / means.length;
  return { rows: rows.map((row, i) => row.map((a, j) => a - means[i]! - means[j]! + all)), cost };
}

/** ‖Θ_t − Θ_0‖_F/‖Θ_0‖_F, how far the kernel has moved. */
export const drift = (now: Gram, start: Gram): Estimate =>
  exact(
    Math.sqrt(
      now.rows.reduce((sum, row, i) => {
        const away = row.map((a, j) => a - start.rows[i]![j]!);
        return sum + dot(away, away);
      }, 0) / product(start, start),
    ),
    now.cost,
  );

/**
 * ⟨A, B⟩_F/(‖A‖_F ‖B‖_F), in [0, 1] for kernels: the angle between two kernels, whatever their sizes.
 *
 * Cristianini, Shawe-Taylor, Elisseeff & Kandola, On kernel-target alignment, NIPS 2001, definition 1; with
 * B = Y Yᵀ the alignment with the labels. Of centred kernels it is that of Cortes, Mohri & Rostamizadeh, J. Mach.
 * Learn. Res. 13 (2012), also known as linear CKA, which does not count a constant that all entries share.
 */
export const kernelAlignment = (A: Gram, B: Gram): Estimate =>
  exact(product(A, B) / Math.sqrt(product(A, A) * product(B, B)), A.cost);

/** ⟨A, B⟩_F */
const product = (A: Gram, B: Gram): number =>
  A.rows.reduce((sum, row, i) => sum + dot(row, B.rows[i]!), 0);
