/** The Krylov space of a symmetric matrix A and one start, by Lanczos: A V = V T + β v_{m+1} e_mᵀ after m steps. */
export interface KrylovSpace {
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
  /** Takes Lanczos up to m steps, unless the space is exhausted or A not finite before. */
  extend(m: number): void;
  /** V x, with V orthonormal. Shapes [m] → [P]. */
  combine(x: readonly number[]): Float64Array;
  /** Frees what the vectors lie in. */
  dispose(): void;
}

/** The numbers that Lanczos comes to, step by step. */
interface Tridiagonal {
  readonly diagonal: number[];
  readonly offDiagonal: number[];
  beta: number;
  size: number;
  exhausted: boolean;
}

/** Before the first step. */
export const noSteps = (): Tridiagonal => ({
  ...{ diagonal: [], offDiagonal: [], beta: Number.NaN, size: 0, exhausted: false },
});

/**
 * Adds a step's α and β to T, of a matrix of P rows.
 *
 * The space is exhausted after P steps, or where β is within `roundOff`, the share by which products may be off, of the
 * size of A.
 */
export function addStep(
  T: Tridiagonal,
  alpha: number,
  beta: number,
  dim: number,
  roundOff: number,
): void {
  if (T.diagonal.length > 0) T.offDiagonal.push(T.beta);
  T.diagonal.push(alpha);
  T.beta = beta;
  T.size = Math.max(T.size, Math.abs(alpha), T.offDiagonal.at(-1) ?? 0);
  T.exhausted = T.diagonal.length === dim || beta <= roundOff * T.size;
}

/** Whether no step follows. */
export const hasEnded = ({ diagonal, beta, exhausted }: Tridiagonal): boolean =>
  exhausted || (diagonal.length > 0 && !Number.isFinite(beta));
