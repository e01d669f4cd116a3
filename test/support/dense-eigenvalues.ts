import type { Matrix } from './dense-matrices.ts';

/**
 * Eigenvalues of a symmetric matrix of a thousand rows or more, ascending: Householder reflections to tridiagonal
 * form, then bisection on the number of negative pivots.
 *
 * Golub & Van Loan, Matrix Computations (4th ed. 2013), §§8.3.1 and 8.4.1: n³ operations where Jacobi's method takes
 * fifty, and nothing in common with what is under test.
 */
export function denseEigenvalues(matrix: Matrix): Float64Array {
  const { diagonal, squares } = tridiagonal(matrix.map((row) => row.slice()));
  const n = diagonal.length;
  const off = squares.map(Math.sqrt);
  const reach = diagonal.map((d, i) => Math.abs(d) + (off[i] ?? 0) + (off[i - 1] ?? 0));
  const size = reach.reduce((a, b) => Math.max(a, b));
  return Float64Array.from({ length: n }, (_, k) => {
    let [low, high] = [-size, size];
    while (high - low > 1e-15 * size) {
      const middle = (low + high) / 2;
      if (below(diagonal, squares, middle) > k) high = middle;
      else low = middle;
    }
    return (low + high) / 2;
  });
}

/** How many eigenvalues are less than x: the negative pivots of T − x I. */
function below(diagonal: Float64Array, squares: Float64Array, x: number): number {
  let count = 0;
  let pivot = 1;
  for (let i = 0; i < diagonal.length; i++) {
    pivot = diagonal[i]! - x - (i === 0 ? 0 : squares[i - 1]! / pivot);
    if (pivot === 0) pivot = 1e-300;
    if (pivot < 0) count++;
  }
  return count;
}

/** The diagonal and the squared off-diagonal of Qᵀ A Q, with Q a product of reflections; A is used up. */
function tridiagonal(A: readonly Float64Array[]) {
  const n = A.length;
  const squares = new Float64Array(n - 1);
  const [v, w] = [new Float64Array(n), new Float64Array(n)];
  for (let k = 0; k < n - 1; k++) {
    const column = A[k]!;
    let square = 0;
    for (let i = k + 1; i < n; i++) square += column[i]! ** 2;
    squares[k] = square;
    if (k === n - 2 || square === 0) continue;
    const alpha = column[k + 1]! > 0 ? -Math.sqrt(square) : Math.sqrt(square);
    // v = (x − α e₁)/‖x − α e₁‖, and ‖x − α e₁‖² = 2 (‖x‖² − α x₁).
    const length = Math.sqrt(2 * (square - alpha * column[k + 1]!));
    for (let i = k + 1; i < n; i++) v[i] = (column[i]! - (i === k + 1 ? alpha : 0)) / length;
    let along = 0;
    for (let i = k + 1; i < n; i++) {
      const row = A[i]!;
      let sum = 0;
      for (let j = k + 1; j < n; j++) sum += row[j]! * v[j]!;
      w[i] = 2 * sum;
      along += sum * v[i]!;
    }
    for (let i = k + 1; i < n; i++) w[i]! -= 2 * along * v[i]!;
    for (let i = k + 1; i < n; i++) {
      const row = A[i]!;
      const [vi, wi] = [v[i]!, w[i]!];
      for (let j = k + 1; j < n; j++) row[j]! -= vi * w[j]! + wi * v[j]!;
    }
  }
  return { diagonal: Float64Array.from(A, (row, i) => row[i]!), squares };
}
