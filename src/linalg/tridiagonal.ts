import type { SymmetricEigen } from './symmetric-eigen.ts';

/** Sweeps per eigenvalue before giving up; the algorithm needs two or so (Wilkinson & Reinsch 1971). */
const MAX_SWEEPS = 60;

/**
 * Eigenvalues and eigenvectors of the symmetric tridiagonal matrix with this diagonal and off-diagonal.
 *
 * The implicit QL algorithm, Martin & Wilkinson's `tql2` in Wilkinson & Reinsch, Handbook for Automatic
 * Computation II (1971), contribution II/4. Shapes: diagonal [m], offDiagonal [m − 1].
 *
 * @throws RangeError where the lengths do not fit or an entry is not finite; Error where it does not
 * converge, seen only for entries near the smallest that float64 has
 */
export function tridiagonalEigen(
  diagonal: readonly number[],
  offDiagonal: readonly number[],
): SymmetricEigen {
  const m = diagonal.length;
  if (offDiagonal.length !== m - 1 || ![...diagonal, ...offDiagonal].every(Number.isFinite)) {
    throw new RangeError(`invalid tridiagonal matrix; ${m} and ${m - 1} finite entries needed`);
  }
  const d = [...diagonal];
  const e = [...offDiagonal, 0];
  const z = d.map((_, i) => d.map((_, j) => (i === j ? 1 : 0)));
  for (let l = 0; l < m; l++) eliminate(l, d, e, z);
  const order = d.map((_, i) => i).sort((a, b) => d[a]! - d[b]!);
  return { values: order.map((i) => d[i]!), vectors: z.map((row) => order.map((i) => row[i]!)) };
}

/** QL sweeps until e[l] is negligible. */
function eliminate(l: number, d: number[], e: number[], z: number[][]): void {
  for (let sweep = 0; ; sweep++) {
    const small = firstNegligible(l, d, e);
    if (small === l) return;
    if (sweep === MAX_SWEEPS)
      throw new Error(`tridiagonalEigen did not converge in ${MAX_SWEEPS} sweeps`);
    // Wilkinson's shift, from the leading 2×2 block.
    const g = (d[l + 1]! - d[l]!) / (2 * e[l]!);
    const shift = d[small]! - d[l]! + e[l]! / (g + Math.sign(g || 1) * Math.hypot(g, 1));
    chase(l, small, shift, d, e, z);
  }
}

function firstNegligible(l: number, d: readonly number[], e: readonly number[]): number {
  let k = l;
  while (
    k < d.length - 1 &&
    Math.abs(e[k]!) > Number.EPSILON * (Math.abs(d[k]!) + Math.abs(d[k + 1]!))
  )
    k++;
  return k;
}

/** One implicit sweep of plane rotations from row `small` up to row `l`. */
function chase(
  l: number,
  small: number,
  shift: number,
  d: number[],
  e: number[],
  z: number[][],
): void {
  let [s, c, p, g] = [1, 1, 0, shift];
  for (let i = small - 1; i >= l; i--) {
    const f = s * e[i]!;
    const b = c * e[i]!;
    const r = Math.hypot(f, g);
    e[i + 1] = r;
    if (r === 0) {
      d[i + 1]! -= p;
      e[small] = 0;
      return;
    }
    s = f / r;
    c = g / r;
    const q = d[i + 1]! - p;
    const t = (d[i]! - q) * s + 2 * c * b;
    p = s * t;
    d[i + 1] = q + p;
    g = c * t - b;
    for (const row of z) {
      const [x, y] = [row[i]!, row[i + 1]!];
      row[i + 1] = s * x + c * y;
      row[i] = c * x - s * y;
    }
  }
  d[l]! -= p;
  e[l] = g;
  e[small] = 0;
}
