import type { Cost } from '../core/estimate.ts';

/** A symmetric matrix A ∈ ℝ^{P×P} known only through products. */
export interface LinearOperator {
  /** P */
  readonly dim: number;
  /** A v. Shape [P]. */
  matvec(v: Float64Array | Float32Array): Float64Array;
  /**
   * vᵀA v for several vectors, where that is cheaper than their products one by one.
   *
   * Equal to the dot products with `matvec` to round-off.
   */
  forms?(vs: readonly Float32Array[]): number[];
  /** Frees compiled graphs. */
  dispose(): void;
}

/** The cost of some HVPs, timed from `start` (performance.now(), ms). */
export const costOf = (hvps: number, start: number): Cost => ({
  gradients: 0,
  hvps,
  seconds: (performance.now() - start) / 1000,
});
