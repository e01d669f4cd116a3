/** Rows that go through memory together: sums that wait for each other take several times as long. */
const ABREAST = 4;

/**
 * Replaces the lower triangle of a symmetric positive definite A, row by row in one array, by its Cholesky factor, A = LLᵀ.
 *
 * Golub & Van Loan, Matrix Computations (4th ed. 2013), §4.2.5, by rows. NaN from a pivot on that is not positive. Shape [n²].
 */
export function factorise(A: Float64Array, n: number): void {
  for (let i = 0; i < n; i++) {
    const row = i * n;
    let j = 0;
    // Entries of a row follow from those before them: four sums at once up to the first of them, then what they owe to each other.
    for (; j + ABREAST <= i; j += ABREAST) {
      const [a, b, c, d] = [j * n, (j + 1) * n, (j + 2) * n, (j + 3) * n];
      let [p, q, r, s] = [A[row + j]!, A[row + j + 1]!, A[row + j + 2]!, A[row + j + 3]!];
      for (let m = 0; m < j; m++) {
        const x = A[row + m]!;
        p -= x * A[a + m]!;
        q -= x * A[b + m]!;
        r -= x * A[c + m]!;
        s -= x * A[d + m]!;
      }
      p /= A[a + j]!;
      q = (q - p * A[b + j]!) / A[b + j + 1]!;
      r = (r - p * A[c + j]! - q * A[c + j + 1]!) / A[c + j + 2]!;
      s = (s - p * A[d + j]! - q * A[d + j + 1]! - r * A[d + j + 2]!) / A[d + j + 3]!;
      A[row + j] = p;
      A[row + j + 1] = q;
      A[row + j + 2] = r;
      A[row + j + 3] = s;
    }
    for (; j <= i; j++) {
      let sum = A[row + j]!;
      for (let m = 0; m < j; m++) sum -= A[row + m]! * A[j * n + m]!;
      A[row + j] = i === j ? Math.sqrt(sum) : sum / A[j * n + j]!;
    }
  }
}

/** x with LLᵀx = b, of a factor that `factorise` left. Shapes [n²], [n] → [n]. */
export function solveFactorised(L: Float64Array, b: ArrayLike<number>): Float64Array {
  const n = b.length;
  const x = Float64Array.from(b);
  for (let i = 0; i < n; i++) {
    let sum = x[i]!;
    for (let m = 0; m < i; m++) sum -= L[i * n + m]! * x[m]!;
    x[i] = sum / L[i * n + i]!;
  }
  for (let i = n - 1; i >= 0; i--) {
    x[i]! /= L[i * n + i]!;
    for (let m = 0; m < i; m++) x[m]! -= x[i]! * L[i * n + m]!;
  }
  return x;
}
