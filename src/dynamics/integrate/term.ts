import type { Params, Tensor } from '../../engine/tensors/tensor.ts';
import { times, type Work } from './work.ts';

/** Where a step starts. `dt` is carried, never recomputed: (t + dt) − t ≠ dt in floating point. */
export interface Clock {
  /** Accepted steps so far. */
  readonly step: number;
  /** Training time, Σ dt. */
  readonly t: number;
  readonly dt: number;
}

/** The right-hand side f of dθ = f(θ) dt. Its functions are pure, so that they can be compiled. */
export interface Term {
  /** f(θ), given the feeds of this step. Shapes those of θ. */
  drift(theta: Params, feeds: Params): Tensor[];
  /** J v with J = ∂f/∂θ, for solvers that need the spectral radius of J. Shapes those of θ. */
  jacobian?(theta: Params, v: Params, feeds: Params): Tensor[];
  /** The loss that the drift descends, on the same rows; absent where there is none. Shape []. */
  loss?(theta: Params, feeds: Params): Tensor;
  /** True where that loss is the full training loss, whatever the feeds. */
  readonly fullLoss?: true;
  /** The fixed diagonal P > 0 by which the drift is divided, flat in the order of θ, shape [P]; absent: none. */
  readonly preconditioner?: Float64Array;
  /** w ≥ 0 of weights that decay beside the drift: fixed steps end in −dt wθ with the θ that they began at; absent: 0. */
  readonly decay?: number;
  /** Parameters × examples of one drift, a measure of its cost; absent: not known. */
  readonly size?: number;
  /** What one drift costs, with its noise; absent: one gradient. */
  readonly work?: Work;
  /** B(θ) ξ of dθ = f(θ) dt + B(θ) dW, with normals ξ among the feeds; absent: no noise. Shapes those of θ. */
  noise?(theta: Params, feeds: Params): Tensor[];
  /** What changes from step to step: for SGD the rows of the mini-batch, for noise its normals; always as many. */
  feeds?(at: Clock): readonly Feed[];
}

/** Row numbers, or numbers. */
export type Feed = Int32Array | Float32Array | Float64Array;

/** How many feeds a step of a term has; from a step of dt = 0, which every Brownian path can answer. */
export const feedCount = (term: Term): number => term.feeds?.({ step: 0, t: 0, dt: 0 }).length ?? 0;

/** Whether the steps of a term draw anything: mini-batches, targets or normals. */
export const isNoisy = ({ feeds, noise }: Pick<Term, 'feeds' | 'noise'>): boolean =>
  feeds !== undefined || noise !== undefined;

/** Throws Error if a term has noise, which this solver would leave out. */
export function refuseNoise(term: Term, solver: string): void {
  if (term.noise !== undefined)
    throw new Error(`${solver} would leave out the noise of its term; use euler-maruyama`);
}

/** Throws Error if the weights of a term decay beside its drift, which this solver would leave out. */
export function refuseDecay({ decay }: Term, solver: string): void {
  if (decay !== undefined)
    throw new Error(`${solver} would leave out the decay of weights beside its term; use euler`);
}

/** What `count` drifts of a term cost. */
export const drifts = ({ work = { gradients: 1, hvps: 0 } }: Term, count: number): Work =>
  times(count, work);
