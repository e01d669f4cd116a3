import { dot, norm, ROUND_OFF } from './float64.ts';

/**
 * Removes from w, in place, its components along an orthonormal basis.
 *
 * Twice: once is not enough in floating point (Parlett, The Symmetric Eigenvalue Problem, 1980, §6.9).
 */
export function orthogonalise(w: Float64Array, basis: readonly Float64Array[]): void {
  for (let pass = 0; pass < 2; pass++)
    for (const q of basis) {
      const c = dot(q, w);
      for (let i = 0; i < w.length; i++) w[i]! -= c * q[i]!;
    }
}

/** Appends the direction of w that is new to the basis; false where there is none but round-off. */
export function extend(basis: Float64Array[], w: Float64Array): boolean {
  const size = norm(w);
  const rest = new Float64Array(w);
  orthogonalise(rest, basis);
  const length = norm(rest);
  if (!(length > ROUND_OFF * size)) return false;
  basis.push(rest.map((x) => x / length));
  return true;
}
