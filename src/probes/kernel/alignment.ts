import { type Estimate, exact, noCost } from '../../core/estimate.ts';
import { dot } from '../../linalg/float64.ts';
import type { Gram } from './gram.ts';

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

/** Y Yᵀ of targets Y [m, outputs], row-major: of one-hot ones, 1 between examples of one class. Shape [m][m]. */
export function targetKernel(targets: Float32Array | Float64Array, outputs: number): Gram {
  const y = Array.from({ length: targets.length / outputs }, (_, i) =>
    Float64Array.from(targets.subarray(i * outputs, (i + 1) * outputs)),
  );
  return { rows: y.map((a) => Float64Array.from(y, (b) => dot(a, b))), cost: noCost };
}

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
 * B = Y Yᵀ the alignment with the targets. Of centred kernels it is that of Cortes, Mohri & Rostamizadeh, J. Mach.
 * Learn. Res. 13 (2012), also known as linear CKA, which does not count a constant that all entries share.
 */
export const kernelAlignment = (A: Gram, B: Gram): Estimate =>
  exact(product(A, B) / Math.sqrt(product(A, A) * product(B, B)), A.cost);

/** ⟨A, B⟩_F */
const product = (A: Gram, B: Gram): number =>
  A.rows.reduce((sum, row, i) => sum + dot(row, B.rows[i]!), 0);
