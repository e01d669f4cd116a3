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
  /** ‖A y − λ y‖ of the i-th. */
  residual(i: number): number;
}

/**
 * Rayleigh–Ritz on rows that are independent but need not be orthonormal, from their Gram matrices alone.
 *
 * A row whose square is in the span of those before it but for this `share` is left out: r ≤ m pairs. Golub & Van Loan, Matrix
 * Computations (4th ed. 2013), §8.7.2.
 */
export function generalisedRitz({ VV, VW, WW }: Grams, share: number): RitzCombinations {
  const B = orthonormal(VV, share);
  const { values, vectors } = symmetricEigen(multiply(multiply(B, VW), transpose(B)));
  const order = values.map((_, i) => values.length - 1 - i);
  const weights = multiply(
    order.map((j) => vectors.map((row) => row[j]!)),
    B,
  );
  return {
    values: order.map((j) => values[j]!),
    weights,
    residual(i) {
      const [c, value] = [weights[i]!, values[order[i]!]!];
      const form = (M: Matrix) =>
        dot(
          c,
          M.map((row) => dot(row, c)),
        );
      // ‖Wᵀc − λ Vᵀc‖²
      return Math.sqrt(Math.max(0, form(WW) - 2 * value * form(VW) + value ** 2 * form(VV)));
    },
  };
}

/** Combinations of rows that are orthonormal, by Gram–Schmidt on their weights, twice. Shapes [m][m] → [r][m]. */
function orthonormal(VV: Matrix, share: number): number[][] {
  const out: number[][] = [];
  /** V Vᵀ times the combinations so far. */
  const images: number[][] = [];
  for (const [i, row] of VV.entries()) {
    const c = VV.map((_, p) => (p === i ? 1 : 0));
    for (let pass = 0; pass < 2; pass++) {
      const overlaps = images.map((image) => dot(image, c));
      for (const [q, b] of out.entries())
        for (let p = 0; p <= i; p++) c[p]! -= overlaps[q]! * b[p]!;
    }
    const image = VV.map((other) => dot(other, c));
    const square = dot(image, c);
    if (!(square > share * row[i]!)) continue;
    const length = Math.sqrt(square);
    out.push(c.map((x) => x / length));
    images.push(image.map((x) => x / length));
  }
  return out;
}
