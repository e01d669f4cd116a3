/** A symmetric matrix known through products. */
export interface Symmetric {
  /** P */
  readonly dim: number;
  /** Shapes [P] → [P]. */
  matvec(v: ArrayLike<number>): Float64Array;
}

export interface LeadingPairs {
  /** Largest algebraic eigenvalues, the largest first; NaN where the operator is not finite. */
  readonly values: readonly number[];
  /** Their orthonormal eigenvectors. Shape [P] each. */
  readonly vectors: readonly Float64Array[];
  /** Products made. */
  readonly products: number;
}

/** Finds the `count` leading eigenpairs from vectors near them; what is random in it is keyed by `step`. */
export type Leading = (
  A: Symmetric,
  ask: {
    readonly count: number;
    readonly start: readonly Float64Array[];
    readonly step: number;
  },
) => LeadingPairs;
