/** A dense matrix, row-major. Shape [P · P]. */
export type SquareMatrix = Float64Array;

/** (1/n) Σᵢ Aᵢ */
export const meanOf = (matrices: readonly SquareMatrix[]): SquareMatrix =>
  matrices[0]!.map((_, k) => matrices.reduce((sum, A) => sum + A[k]!, 0) / matrices.length);

/** A Bᵀ for matrices of size P; with B symmetric, A B. */
export function timesTransposed(A: SquareMatrix, B: SquareMatrix, P: number): SquareMatrix {
  const out = new Float64Array(P * P);
  for (let i = 0; i < P; i++)
    for (let j = 0; j < P; j++) {
      let sum = 0;
      for (let k = 0; k < P; k++) sum += A[i * P + k]! * B[j * P + k]!;
      out[i * P + j] = sum;
    }
  return out;
}

/** A Q Aᵀ */
export const sandwich = (A: SquareMatrix, Q: SquareMatrix, P: number): SquareMatrix =>
  timesTransposed(timesTransposed(A, transposed(Q, P), P), A, P);

/** Aᵀ */
const transposed = (A: SquareMatrix, P: number): SquareMatrix =>
  A.map((_, k) => A[(k % P) * P + Math.floor(k / P)]!);

/** The rows of a matrix, as views. */
export const rowsOf = (A: SquareMatrix, P: number): Float64Array[] =>
  Array.from({ length: P }, (_, i) => A.subarray(i * P, (i + 1) * P));
