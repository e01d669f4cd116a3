import type { Rng } from '../core/random.ts';
import type { KrylovSpace } from './krylov-space.ts';

/** Shape [P]. */
export type Vector = Float64Array | Float32Array;

/** How far products are from those of exact arithmetic. */
export interface RoundOff {
  /** ‖fl(A v) − A v‖ ≤ share · ‖A‖ ‖v‖, and a sum of forms is off by at most this share of the sum of their sizes. */
  readonly share: number;
  /** Products that it took to find out; 0 once it is known. */
  readonly products: number;
}

/** A symmetric matrix A ∈ ℝ^{P×P} known only through products. */
export interface LinearOperator {
  /** P */
  readonly dim: number;
  /** A v. Shape [P]. */
  matvec(v: Vector): Float64Array;
  /**
   * vᵀA v for several vectors, where that is cheaper than their products one by one.
   *
   * Equal to the dot products with `matvec` to round-off.
   */
  forms?(vs: readonly Vector[]): number[];
  /**
   * zᵀA z for the first signs z of each of these streams, which nothing has been drawn from, nor is by this, where they need not be drawn here.
   *
   * Equal to the dot products of `stream.signs(P)` with `matvec` to round-off.
   */
  signForms?(streams: readonly Rng[]): number[];
  /**
   * The Krylov space of a start vector [P] other than 0, where its vectors need not come here; absent where it is to be made of products.
   *
   * T equals that made of `matvec` to `roundOff`, the share by which products may be off, and V is orthonormal to
   * round-off of the products' arithmetic.
   */
  krylov?(start: Float64Array, roundOff: number): KrylovSpace | undefined;
  /** How far the arithmetic of products may be off; absent: as far as float64 is. */
  roundOff?(): RoundOff;
  /** Frees compiled graphs. */
  dispose(): void;
}
