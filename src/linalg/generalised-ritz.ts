import { type Matrix, multiply, transpose } from './dense.ts';
import { dot } from './float64.ts';
import { symmetricEigen } from './symmetric-eigen.ts';

/** V Vᵀ, V Wᵀ and W Wᵀ of rows V and their products W = V A. Shapes [m][m]. */
export interface Grams {
  readonly VV: Matrix;
  readonly VW: Matrix;
  readonly WW: Matrix;
}

/** Ritz pairs of A in the span of the rows of V, the largest first. */
export interface RitzCombinations {
  readonly values: readonly number[];
  /** Weights of the rows of V whose sum is the unit Ritz vector. Shape [r][m]. */
  readonly weights: Matrix;
  /** ‖A y − λ y‖ */
  readonly residuals: readonly number[];
}

/**
 * Rayleigh–Ritz on rows that are independent but need not be orthonormal, from their Gram matrices alone.
 *
 * Directions that are in the span to `share` of the longest are left out: r ≤ m pairs. Golub & Van Loan, Matrix Computations
 * (4th ed. 2013), §8.7.2, with the eigenvalues of VVᵀ in place of its Cholesky factor.
 */
export function generalisedRitz({ VV, VW, WW }: Grams, share: number): RitzCombinations {
  const { values: squares, vectors } = symmetricEigen(VV);
  const floor = share * squares.at(-1)!;
  const stay = squares.flatMap((square, j) => (square > floor ? [j] : []));
  // Rows of B are combinations of V that are orthonormal.
  const B = stay.map((j) => vectors.map((row) => row[j]! / Math.sqrt(squares[j]!)));
  const projected = multiply(multiply(B, VW), transpose(B));
  const { values, vectors: turns } = symmetricEigen(projected);
  const order = values.map((_, i) => values.length - 1 - i);
  const weights = multiply(
    order.map((j) => turns.map((row) => row[j]!)),
    B,
  );
  return {
    values: order.map((j) => values[j]!),
    weights,
    residuals: weights.map((c, i) => {
      const value = values[order[i]!]!;
      const form = (M: Matrix) =>
        dot(
          c,
          M.map((row) => dot(row, c)),
        );
      // ‖W ᵀc − λ Vᵀc‖²
      return Math.sqrt(Math.max(0, form(WW) - 2 * value * form(VW) + value ** 2 * form(VV)));
    }),
  };
}
