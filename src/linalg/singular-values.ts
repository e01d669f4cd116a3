import { dot } from './float64.ts';

/** Sweeps before giving up; convergence is quadratic and takes six to ten. */
const MAX_SWEEPS = 60;
/** Cosine of two columns below which they count as orthogonal: round-off of their product. */
const ORTHOGONAL = 1e-15;

/**
 * The singular values of a dense matrix, descending, each to a relative error near round-off of its column scaling.
 *
 * One-sided Jacobi rotations of the columns, or of the rows where there are fewer, until all are orthogonal: their lengths are the singular
 * values. Hestenes 1958; Golub & Van Loan, Matrix Computations (4th ed. 2013), §8.6.3. About 6 mn² operations a sweep, n the fewer. Shape [m, n] row-major → [min(m, n)].
 *
 * @throws RangeError unless there are m · n finite entries
 */
export function singularValues(matrix: Float64Array, m: number, n: number): number[] {
  if (matrix.length !== m * n || !matrix.every(Number.isFinite))
    throw new RangeError(`invalid matrix; not ${m} × ${n} finite entries`);
  const U = vectorsOf(matrix, m, n);
  for (let sweep = 0; sweep < MAX_SWEEPS; sweep++) {
    let rotated = false;
    for (let p = 0; p < U.length - 1; p++)
      for (let q = p + 1; q < U.length; q++) if (orthogonalise(U[p]!, U[q]!)) rotated = true;
    if (!rotated) break;
  }
  return U.map((u) => Math.sqrt(dot(u, u))).sort((a, b) => b - a);
}

/** The columns, or the rows where there are fewer. */
const vectorsOf = (matrix: Float64Array, m: number, n: number): Float64Array[] =>
  m < n
    ? Array.from({ length: m }, (_, i) => matrix.slice(i * n, (i + 1) * n))
    : Array.from({ length: n }, (_, j) =>
        Float64Array.from({ length: m }, (_, i) => matrix[i * n + j]!),
      );

/** Rotates two vectors in their plane so that they are orthogonal; false where they are already. */
function orthogonalise(x: Float64Array, y: Float64Array): boolean {
  const [a, b, c] = [dot(x, x), dot(y, y), dot(x, y)];
  if (Math.abs(c) <= ORTHOGONAL * Math.sqrt(a * b)) return false;
  const zeta = (b - a) / (2 * c);
  const t = (zeta < 0 ? -1 : 1) / (Math.abs(zeta) + Math.hypot(1, zeta));
  const cos = 1 / Math.hypot(1, t);
  const sin = cos * t;
  for (let i = 0; i < x.length; i++) {
    const [xi, yi] = [x[i]!, y[i]!];
    x[i] = cos * xi - sin * yi;
    y[i] = sin * xi + cos * yi;
  }
  return true;
}
