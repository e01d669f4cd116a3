import type { Matrix } from '../dense.ts';

/** How a quadratic map F of vectors u₁ … u_k gives its bilinear values. */
export interface Polarisation {
  /** Weights of the directions to take F along: uᵢ for i = j, else (uᵢ + uⱼ)/√2, for i ≤ j row by row. Shape [d][k]. */
  readonly directions: Matrix;
  /** F(uᵢ, uⱼ) in the coordinates of `vectorise`, of numbers that are F along the directions. Shapes [d] → [d]. */
  bilinear(along: ArrayLike<number>): number[];
  /** The transpose of `bilinear`: weights of the directions whose sum is ⟨F, X⟩ for coordinates x of X. Shapes [d] → [d]. */
  weights(x: ArrayLike<number>): number[];
}

/** F(u, w) = F((u + w)/√2) − ½F(u) − ½F(w), of k vectors, in d = k(k + 1)/2 values of F. */
export function polarisation(k: number): Polarisation {
  const places = Array.from({ length: k }, (_, i) =>
    Array.from({ length: k - i }, (_, j) => [i, i + j] as const),
  ).flat();
  /** Where (i, i) stands. */
  const own = Array.from({ length: k }, (_, i) => i * k - (i * (i - 1)) / 2);
  return {
    directions: places.map(([i, j]) => {
      const row = new Array<number>(k).fill(0);
      row[i] = i === j ? 1 : Math.SQRT1_2;
      row[j] = row[i];
      return row;
    }),
    bilinear: (along) =>
      places.map(([i, j], a) =>
        i === j ? along[a]! : Math.SQRT2 * (along[a]! - along[own[i]!]! / 2 - along[own[j]!]! / 2),
      ),
    weights(x) {
      const out = places.map(([i, j], a) => (i === j ? x[a]! : Math.SQRT2 * x[a]!));
      for (const [a, [i, j]] of places.entries())
        if (i !== j) for (const at of [own[i]!, own[j]!]) out[at]! -= Math.SQRT1_2 * x[a]!;
      return out;
    },
  };
}
