import type { LinearOperator, Vector } from './operator.ts';
import { roundOffAmong } from './round-off.ts';

/** A matrix B ∈ ℝ^{P×k} known only through products. */
export interface Factor {
  /** k */
  readonly dim: number;
  /** B v. Shapes [k] → [P]. */
  apply(v: ArrayLike<number>): Float64Array;
  /** Bᵀ u. Shapes [P] → [k]. */
  transpose(u: Float64Array): Float64Array;
}

/** BᵀA B, a matrix of k × k; a product costs one of A, and freeing it frees nothing of A. */
export function congruent(A: LinearOperator, B: Factor): LinearOperator {
  const { forms } = A;
  return {
    dim: B.dim,
    matvec: (v) => B.transpose(A.matvec(B.apply(v))),
    ...(forms && {
      forms: (vs: readonly Vector[]) => forms(vs.map((v) => B.apply(v))),
    }),
    ...roundOffAmong([A]),
    dispose() {},
  };
}
