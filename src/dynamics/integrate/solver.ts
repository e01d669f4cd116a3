import type { Precision } from '../../engine/program/compile.ts';
import type { Params, Tensor } from '../../engine/tensors/tensor.ts';
import type { Clock, Term } from './term.ts';
import type { Work } from './work.ts';

/** One way of turning a term into a step. */
export interface Solver {
  readonly name: string;
  /** Order p of convergence to dθ = f(θ) dt: at a fixed time the error goes as dtᵖ; 0 for optimizers. */
  readonly order: number;
  /** Order of the solution whose local error is estimated, where it is not `order`. */
  readonly errorOrder?: number;
  /** True where its state follows from θ and the term, as f(θ) does, and not from earlier steps. */
  readonly ofTerm?: true;
  /** Names of the arrays in its state that follow the gradients, such as Adam's m and v; absent: none. */
  readonly carries?: readonly string[];
  /**
   * P > 0 by which the step that led here divided, θ ← θ − η P⁻¹(…), flat in the order of θ, shape [P]; absent where
   * steps are not scaled, undefined before there is one.
   */
  preconditioner?(carried: Carried): Float64Array | undefined;
  /** Compiles the steps on this term; with `losses`, fixed steps return the loss at which they began. */
  bind(term: Term, precision: Precision, losses?: boolean): Stepper;
}

/** A solver bound to one term. Its functions are pure: state goes in and comes out. */
export interface Stepper {
  /** `step` is the number of the first step, 0 where a trajectory starts. */
  init(theta: Params, step?: number): Started;
  step(theta: Params, at: Clock, state: SolverState): Step;
  /** Up to `room` steps of the same dt in one call, as many as are cheapest; equal to one by one. */
  steps?(theta: Params, at: Clock, state: SolverState, room: number): Steps;
  /** Frees compiled graphs. */
  dispose(): void;
}

/** What a solver carries from step to step: plain numbers and weight-shaped arrays. */
export interface SolverState {
  readonly numbers: Readonly<Record<string, number>>;
  readonly vectors: Readonly<Record<string, Params>>;
}

/** What of this follows the gradients, as numbers: all that a record keeps of it. */
export interface Carried {
  /** Steps taken since it was at rest. */
  readonly steps: number;
  /** By name, each flat in the order of θ. Shapes [P]. */
  readonly arrays: Readonly<Record<string, Float64Array>>;
}

export interface Started {
  readonly state: SolverState;
  readonly work: Work;
}

/** One attempted step. Every tensor in it is fresh and belongs to the caller. */
export interface Step extends Started {
  readonly theta: readonly Tensor[];
  /** Local error estimate for adaptive controllers; null if the solver makes none. */
  readonly error: ErrorEstimate | null;
  /** The loss at which each step began, on the rows of its gradient; absent or empty unless requested. */
  readonly losses?: readonly number[];
}

/** Several steps taken at once. */
export interface Steps extends Step {
  readonly taken: number;
}

/** Euclidean norms over all weights. */
export interface ErrorEstimate {
  /** ‖local error‖ */
  readonly error: number;
  /** ‖θ‖ at the end of the step. */
  readonly size: number;
}

/** The state of a solver that carries nothing from step to step. */
export const stateless: SolverState = { numbers: {}, vectors: {} };
