import type { Cost } from '../core/estimate.ts';
import type { Params } from '../engine/tensors/tensor.ts';

/** Shape [P]. */
export type Vector = Float64Array | Float32Array;

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
  /** Frees compiled graphs. */
  dispose(): void;
}

/** The operators of one kind at any point and on any rows; graphs are compiled once for all of them. */
export interface Operators {
  /**
   * The operator at θ, over these rows of the training set or all of it, with the mean over them.
   *
   * θ must stay alive, and the operator be freed before this.
   *
   * @throws RangeError on a row that is not in 0 … n − 1, and on no rows
   */
  at(theta: Params, rows?: Int32Array): LinearOperator;
  /** Frees compiled graphs. */
  dispose(): void;
}

/** One operator that frees the graphs of its kind with itself. */
export function alone(kind: Operators, theta: Params, rows?: Int32Array): LinearOperator {
  const A = kind.at(theta, rows);
  const dispose = () => {
    A.dispose();
    kind.dispose();
  };
  return { ...A, dispose };
}

/** The cost of some HVPs, timed from `start` (performance.now(), ms). */
export const costOf = (hvps: number, start: number): Cost => ({
  gradients: 0,
  hvps,
  seconds: (performance.now() - start) / 1000,
});
