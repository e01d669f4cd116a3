import type { Rng } from '../../src/core/random.ts';
import type { LinearOperator } from '../../src/linalg/operator.ts';

/** A symmetric matrix as rows. Shape [n][n]. */
export type Matrix = readonly Float64Array[];

/** An operator that multiplies by a stored matrix and counts its products. */
export function operatorOf(A: Matrix): LinearOperator & { readonly calls: () => number } {
  let calls = 0;
  return {
    dim: A.length,
    matvec(v) {
      calls++;
      return product(A, v);
    },
    dispose() {},
    calls: () => calls,
  };
}

/** A v. Shapes [n][n], [n] → [n]. */
export const product = (A: Matrix, v: ArrayLike<number>): Float64Array =>
  Float64Array.from(A, (row) => {
    let sum = 0;
    for (let j = 0; j < row.length; j++) sum += row[j]! * v[j]!;
    return sum;
  });

/** The matrix whose columns are the products with unit vectors, symmetrised against round-off. */
export function denseOf(dim: number, matvec: (v: Float64Array) => ArrayLike<number>): Matrix {
  const columns = Array.from({ length: dim }, (_, j) => {
    const unit = new Float64Array(dim);
    unit[j] = 1;
    return Float64Array.from(matvec(unit));
  });
  return columns.map((column, i) => column.map((x, j) => (x + columns[j]![i]!) / 2));
}

export const diagonal = (entries: readonly number[]): Matrix =>
  entries.map((x, i) => Float64Array.from(entries, (_, j) => (i === j ? x : 0)));

export const traceOf = (A: Matrix): number => A.reduce((sum, row, i) => sum + row[i]!, 0);

/** max |aᵢⱼ| */
export const largestEntry = (A: Matrix): number =>
  A.reduce((most, row) => row.reduce((m, x) => Math.max(m, Math.abs(x)), most), 0);

/** A symmetric matrix with standard normal entries. */
export function randomSymmetric(n: number, random: Rng): Matrix {
  const A = Array.from({ length: n }, () => random.normals(n));
  return A.map((row, i) => row.map((x, j) => (j <= i ? x : A[j]![i]!)));
}

/** Q diag(spectrum) Qᵀ, with Q a product of eight random Householder reflections. */
export function withSpectrum(spectrum: readonly number[], random: Rng): Matrix {
  let A: Matrix = diagonal(spectrum);
  for (let k = 0; k < 8; k++) {
    const u = random.normals(spectrum.length);
    const length = Math.sqrt(u.reduce((sum, x) => sum + x * x, 0));
    A = reflect(
      A,
      u.map((x) => x / length),
    );
  }
  return A;
}

/** H A H with H = I − 2uuᵀ: A − 2(uwᵀ + wuᵀ) + 4(uᵀw) uuᵀ, w = A u. */
function reflect(A: Matrix, u: Float64Array): Float64Array[] {
  const w = product(A, u);
  const c = u.reduce((sum, x, i) => sum + x * w[i]!, 0);
  return A.map((row, i) =>
    row.map((a, j) => a - 2 * (u[i]! * w[j]! + w[i]! * u[j]!) + 4 * c * u[i]! * u[j]!),
  );
}
