import { dot } from '../../linalg/float64.ts';
import type { Representation } from './representation.ts';

/** An estimate on all examples, and on all but each of them. */
export interface Jackknifed {
  readonly all: number;
  /** Without example i. Shape [n]. */
  readonly without: Float64Array;
}

/**
 * The unbiased HSIC of two representations with linear kernels, K = XXᵀ and L = YYᵀ, and that without each example.
 *
 * HSIC₁ = (tr K̃L̃ + 1ᵀK̃1 1ᵀL̃1/((n − 1)(n − 2)) − 2 1ᵀK̃L̃1/(n − 2)) / (n(n − 3)) with K̃ and L̃ being K and L with zeros on their
 * diagonals; Song, Smola, Gretton, Bedo & Borgwardt, Feature selection via dependence maximization, JMLR 13 (2012). Its
 * mean is ‖Cov(x, y)‖². It does not change where features are shifted, so they are centred, and a row of K̃ sums to −‖xᵢ‖². No
 * n × n matrix is formed: all follow from C = XᵀY, in O(n p q).
 *
 * @throws RangeError unless both are of the same n ≥ 5 examples
 */
export function unbiasedHsic(x: Representation, y: Representation): Jackknifed {
  const n = x.examples;
  if (!(n >= 5 && y.examples === n))
    throw new RangeError(`invalid examples; 5 or more on both sides needed: ${n}, ${y.examples}`);
  const { squares: a, width: p } = x;
  const { squares: b, width: q } = y;
  const C = new Float64Array(p * q); // XᵀY
  const byA = new Float64Array(q); // Σ ‖xⱼ‖² yⱼ
  const byB = new Float64Array(p); // Σ ‖yⱼ‖² xⱼ
  for (let i = 0; i < n; i++) {
    const [xi, yi] = [rowOf(x, i), rowOf(y, i)];
    for (let k = 0; k < p; k++) {
      byB[k]! += b[i]! * xi[k]!;
      for (let l = 0; l < q; l++) C[k * q + l]! += xi[k]! * yi[l]!;
    }
    for (let l = 0; l < q; l++) byA[l]! += a[i]! * yi[l]!;
  }
  const [A, B, both] = [total(a), total(b), dot(a, b)];
  const trace = dot(C, C) - both;
  const without = Float64Array.from({ length: n }, (_, i) => {
    const [xi, yi] = [rowOf(x, i), rowOf(y, i)];
    const [ai, bi] = [a[i]!, b[i]!];
    // Σ_{j≠i} K_ij L_ij
    const own = form(xi, C, yi) - ai * bi;
    // Rows of what is left sum to −‖xⱼ‖² − K_ij.
    const rows = both + dot(byA, yi) + dot(byB, xi) + own - 3 * ai * bi;
    return combined(n - 1, trace - 2 * own, (2 * ai - A) * (2 * bi - B), rows);
  });
  return { all: combined(n, trace, A * B, both), without };
}

/** HSIC₁ from tr K̃L̃, 1ᵀK̃1 1ᵀL̃1 and 1ᵀK̃L̃1. */
const combined = (n: number, trace: number, sums: number, rows: number): number =>
  (trace + sums / ((n - 1) * (n - 2)) - (2 * rows) / (n - 2)) / (n * (n - 3));

const rowOf = ({ rows, width }: Representation, i: number): Float64Array =>
  rows.subarray(i * width, (i + 1) * width);

/** xᵀC y */
function form(x: Float64Array, C: Float64Array, y: Float64Array): number {
  let sum = 0;
  for (let k = 0; k < x.length; k++)
    sum += x[k]! * dot(C.subarray(k * y.length, (k + 1) * y.length), y);
  return sum;
}

const total = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0);
