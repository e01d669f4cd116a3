import type { Params, Tensor } from '../engine/tensor.ts';
import { times, type Work } from './work.ts';

/** Where a solver stands. `dt` is carried, never recomputed: (t + dt) − t ≠ dt in floating point. */
export interface Clock {
  /** Accepted steps so far. */
  readonly step: number;
  /** Training time, Σ dt. */
  readonly t: number;
  readonly dt: number;
}

/** The right-hand side f of dθ = f(θ) dt. Its functions are pure, so that they can be compiled. */
export interface Term {
  /** f(θ), given what `feeds` names for this step. Shapes those of θ. */
  drift(theta: Params, feeds: Params): Tensor[];
  /** J v with J = ∂f/∂θ, for solvers that need the spectral radius of J. Shapes those of θ. */
  jacobian?(theta: Params, v: Params, feeds: Params): Tensor[];
  /** Parameters × examples of one drift, a measure of its cost; absent: not known. */
  readonly size?: number;
  /** What one drift costs; absent: one gradient. */
  readonly work?: Work;
  /** What changes from step to step, as index vectors: for SGD the rows of the mini-batch. */
  feeds?(at: Clock): readonly Int32Array[];
}

/** What `count` drifts of a term cost. */
export const drifts = ({ work = { gradients: 1, hvps: 0 } }: Term, count: number): Work =>
  times(count, work);
