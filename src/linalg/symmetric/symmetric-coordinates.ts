import type { Matrix } from '../dense.ts';

/**
 * The upper triangle of a symmetric matrix, row by row, off-diagonal entries times √2: ⟨X, Y⟩ = vec(X)ᵀvec(Y).
 *
 * Shapes [k][k] → [k(k+1)/2].
 */
export const vectorise = (X: Matrix): number[] =>
  X.flatMap((row, i) => row.slice(i).map((x, j) => (j === 0 ? x : Math.SQRT2 * x)));

/** The symmetric matrix with these coordinates; the inverse of `vectorise`. */
export function matrixOf(x: ArrayLike<number>, k: number): number[][] {
  const X = Array.from({ length: k }, () => new Array<number>(k).fill(0));
  let at = 0;
  for (let i = 0; i < k; i++)
    for (let j = i; j < k; j++) {
      const entry = x[at++]! / (i === j ? 1 : Math.SQRT2);
      X[i]![j] = entry;
      X[j]![i] = entry;
    }
  return X;
}
