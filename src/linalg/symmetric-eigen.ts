/** Eigenvalues, ascending, with the orthonormal eigenvectors in columns: `vectors[i][j]` is entry i of vector j. */
export interface SymmetricEigen {
  readonly values: readonly number[];
  readonly vectors: readonly (readonly number[])[];
}

/** Sweeps before giving up; convergence is quadratic and takes six to ten. */
const MAX_SWEEPS = 60;

/**
 * Eigenvalues and eigenvectors of a small dense symmetric matrix, A = V diag(λ) Vᵀ.
 *
 * Cyclic Jacobi rotations until none changes the matrix: Golub & Van Loan, Matrix Computations (4th ed.
 * 2013), §8.5. About 50 m³ operations. Shape [m][m]; what differs from symmetry is averaged out.
 *
 * @throws RangeError unless the matrix is square and finite
 */
export function symmetricEigen(matrix: readonly ArrayLike<number>[]): SymmetricEigen {
  const m = matrix.length;
  const A = matrix.map((row, i) => Array.from(row, (x, j) => (x + (matrix[j]?.[i] ?? x)) / 2));
  if (!A.every((row) => row.length === m && row.every(Number.isFinite)))
    throw new RangeError(`invalid matrix; not ${m} × ${m} finite entries`);
  // Rows of V are the eigenvectors, so that a rotation runs along memory.
  const V = A.map((_, i) => A.map((_, j) => (i === j ? 1 : 0)));
  // Below it an entry moves no eigenvalue by more than round-off of the largest.
  const floor = 1e-17 * Math.sqrt(A.reduce((sum, row) => row.reduce((s, x) => s + x * x, sum), 0));
  for (let sweep = 0; sweep < MAX_SWEEPS; sweep++) {
    let rotated = false;
    for (let p = 0; p < m - 1; p++)
      for (let q = p + 1; q < m; q++) if (annihilate(A, V, p, q, floor)) rotated = true;
    if (!rotated) break;
  }
  const order = A.map((_, i) => i).sort((a, b) => A[a]![a]! - A[b]![b]!);
  return {
    values: order.map((i) => A[i]![i]!),
    vectors: A.map((_, i) => order.map((j) => V[j]![i]!)),
  };
}

/** Rotates rows and columns p and q so that A[p][q] = 0; false where it is negligible already. */
function annihilate(A: number[][], V: number[][], p: number, q: number, floor: number): boolean {
  const [P, Q] = [A[p]!, A[q]!];
  const off = P[q]!;
  if (Math.abs(off) <= floor) return false;
  const tau = (Q[q]! - P[p]!) / (2 * off);
  const t = (tau >= 0 ? 1 : -1) / (Math.abs(tau) + Math.hypot(1, tau));
  const c = 1 / Math.hypot(1, t);
  const s = t * c;
  P[p]! -= t * off;
  Q[q]! += t * off;
  P[q] = 0;
  Q[p] = 0;
  for (let k = 0; k < A.length; k++) {
    if (k === p || k === q) continue;
    const [x, y] = [P[k]!, Q[k]!];
    A[k]![p] = P[k] = c * x - s * y;
    A[k]![q] = Q[k] = s * x + c * y;
  }
  const [v, w] = [V[p]!, V[q]!];
  for (let k = 0; k < v.length; k++) {
    const [x, y] = [v[k]!, w[k]!];
    v[k] = c * x - s * y;
    w[k] = s * x + c * y;
  }
  return true;
}
