import { type Matrix, product } from './dense-matrices.ts';

/**
 * Eigenvalues of a symmetric matrix, ascending, by cyclic Jacobi rotations until nothing changes.
 *
 * Golub & Van Loan, Matrix Computations (4th ed. 2013), §8.5: slow, backward stable, and of the whole
 * matrix, where what is under test sees products alone.
 */
export function jacobiEigenvalues(matrix: Matrix): Float64Array {
  const n = matrix.length;
  const A = matrix.map((row) => row.slice());
  // Entries below this move no eigenvalue by more than n · 1e-16 ‖A‖_F.
  const floor = 1e-16 * Math.sqrt(A.reduce((sum, row) => sum + product([row], row)[0]!, 0));
  for (let sweep = 0; ; sweep++) {
    if (sweep === 30) throw new Error('jacobiEigenvalues did not converge in 30 sweeps');
    let rotations = 0;
    for (let p = 0; p < n - 1; p++)
      for (let q = p + 1; q < n; q++) if (annihilate(A, p, q, floor)) rotations++;
    if (rotations === 0) return Float64Array.from(A, (row, i) => row[i]!).sort();
  }
}

/** Rotates rows and columns p, q so that A[p][q] = 0; false where it is below `floor` already. */
function annihilate(A: Float64Array[], p: number, q: number, floor: number): boolean {
  const P = A[p]!;
  const Q = A[q]!;
  const apq = P[q]!;
  if (Math.abs(apq) <= floor) return false;
  const tau = (Q[q]! - P[p]!) / (2 * apq);
  const t = (tau >= 0 ? 1 : -1) / (Math.abs(tau) + Math.hypot(1, tau));
  const c = 1 / Math.hypot(1, t);
  const s = t * c;
  for (let k = 0; k < A.length; k++) {
    const [x, y] = [P[k]!, Q[k]!];
    P[k] = c * x - s * y;
    Q[k] = s * x + c * y;
  }
  for (const row of A) {
    const [x, y] = [row[p]!, row[q]!];
    row[p] = c * x - s * y;
    row[q] = s * x + c * y;
  }
  return true;
}
