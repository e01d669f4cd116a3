/**
 * x with A x = b for a small dense A, by Gaussian elimination with partial pivoting.
 *
 * Golub & Van Loan, Matrix Computations (4th ed. 2013), §3.4. Not finite where A is singular. Shapes [n][n], [n] → [n].
 */
export function solve(A: readonly (readonly number[])[], b: readonly number[]): number[] {
  const n = b.length;
  const rows = A.map((row, i) => [...row, b[i]!]);
  for (let p = 0; p < n; p++) {
    let pivot = p;
    for (let i = p + 1; i < n; i++)
      if (Math.abs(rows[i]![p]!) > Math.abs(rows[pivot]![p]!)) pivot = i;
    const top = rows[pivot]!;
    rows[pivot] = rows[p]!;
    rows[p] = top;
    for (let i = p + 1; i < n; i++) {
      const row = rows[i]!;
      const factor = row[p]! / top[p]!;
      if (factor !== 0) for (let j = p; j <= n; j++) row[j]! -= factor * top[j]!;
    }
  }
  const x = new Array<number>(n).fill(0);
  for (let i = n - 1; i >= 0; i--) {
    const row = rows[i]!;
    let sum = row[n]!;
    for (let j = i + 1; j < n; j++) sum -= row[j]! * x[j]!;
    x[i] = sum / row[i]!;
  }
  return x;
}
