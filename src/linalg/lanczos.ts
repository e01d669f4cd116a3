import { dot, norm, ROUND_OFF } from './float64.ts';
import type { LinearOperator } from './operator.ts';
import { orthogonalise } from './orthonormal.ts';

/** The state of Lanczos after m steps: A V = V T + β v_{m+1} e_mᵀ. The arrays grow in place from step to step. */
export interface Krylov {
  /** V, orthonormal. Shape [m][P]. */
  readonly basis: readonly Float64Array[];
  /** Of T = VᵀAV. Shape [m]. */
  readonly diagonal: readonly number[];
  /** Shape [m − 1]. */
  readonly offDiagonal: readonly number[];
  /** β, by which T and A differ: a Ritz pair (θ, V s) has residual β |s_m|. NaN or ∞ where A is not finite. */
  readonly beta: number;
  /** Largest entry of T in magnitude, the size of A in the span of V. */
  readonly size: number;
  /** V spans an invariant subspace: every eigenvector with a component in the start has been found. */
  readonly exhausted: boolean;
}

/**
 * Lanczos' algorithm from a start vector [P], step by step, with full reorthogonalisation.
 *
 * Parlett, The Symmetric Eigenvalue Problem (1980), §13. One product a step, and m vectors of P numbers held. It ends
 * after P steps, when exhausted (β is within `roundOff`, the share by which products may be off, of the size of A), or
 * where A is not finite.
 */
export function* lanczos(
  A: LinearOperator,
  start: Float64Array,
  roundOff = ROUND_OFF,
): Generator<Krylov, void> {
  const basis: Float64Array[] = [];
  const diagonal: number[] = [];
  const offDiagonal: number[] = [];
  let v = start;
  let beta = norm(v);
  let size = 0;
  for (let m = 1; ; m++) {
    const before = beta;
    v = v.map((x) => x / before);
    basis.push(v);
    // A copy, since the operator may keep the array it returns.
    const w = new Float64Array(A.matvec(v));
    const alpha = dot(v, w);
    orthogonalise(w, basis);
    beta = norm(w);
    diagonal.push(alpha);
    size = Math.max(size, Math.abs(alpha), offDiagonal.at(-1) ?? 0);
    const exhausted = m === A.dim || beta <= roundOff * size;
    yield { basis, diagonal, offDiagonal, beta, size, exhausted };
    if (exhausted || !Number.isFinite(beta)) return;
    offDiagonal.push(beta);
    v = w;
  }
}
