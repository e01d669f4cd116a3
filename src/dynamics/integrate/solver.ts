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
  /** Compiles the steps on this term. */
  bind(term: Term, precision: Precision, told?: Told): Stepper;
}

/** What fixed steps tell beside where they lead, where it is asked for, and what compiles them. */
export interface Told {
  /** The loss at which each step began, on the rows of its gradient. */
  readonly losses?: boolean;
  /** How the path turns at each step; of several steps at once alone. */
  readonly turns?: boolean;
  /** The full loss after some steps, as a pure function of tensors of the precision of the steps; of several at once alone. Shape []. */
  readonly look?: (theta: Params) => Tensor;
  /**
   * True where XLA compiles steps that a call takes many of. They differ from others by round-off, and with the threads and with
   * what is told; how they are divided into calls changes nothing.
   */
  readonly xla?: boolean;
}

/** A solver bound to one term. Its functions are pure: state goes in and comes out. */
export interface Stepper {
  /** `step` is the number of the first step, 0 where a trajectory starts. */
  init(theta: Params, step?: number): Started;
  step(theta: Params, at: Clock, state: SolverState): Step;
  /** Several steps in one call, equal to one by one; absent where they are taken one by one. */
  readonly stretches?: Stretches;
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

/** Steps taken together. */
export interface Stretches {
  /** How many steps a call may take now, ≥ 1, so that it is over soon; 0 where steps are to be taken one by one after all. */
  room(): number;
  /** Takes a step at each of these clocks, or at the first of them. */
  take(from: Departure, asked: Asked): Stretch;
  /**
   * The same one step as `Stepper.step`, by a graph of its own: a call costs less, and the graph pays after some dozens. Absent
   * where the bytes of such steps, and of losses that are not looked at inside, would be others.
   */
  readonly one?: Stepper['step'];
}

/** Where a stretch starts. */
export interface Departure {
  readonly theta: Params;
  readonly state: SolverState;
}

/** What is asked of a stretch. */
export interface Asked {
  /** Where each of its steps starts, at least one. */
  readonly clocks: readonly Clock[];
  /** After how many steps ‖θ‖ is measured, ascending; the last is that of all. */
  readonly stops: readonly Stop[];
  /** A look at or below this ends the stretch there. */
  readonly bound: number;
}

/** A place in a stretch where something is measured. */
export interface Stop {
  readonly taken: number;
  /** Whether the full loss is looked at too. */
  readonly look: boolean;
}

/** Several steps taken at once, to one of its stops. */
export interface Stretch extends Omit<Step, 'error'> {
  readonly taken: number;
  /** How the path turned at each step, where it is asked for. */
  readonly turns: readonly Turn[];
  /** What was measured after so many steps. */
  readonly measured: ReadonlyMap<number, Measured>;
}

/** What is measured at a stop. */
export interface Measured {
  /** ‖θ‖ */
  readonly size: number;
  /** The full loss; absent where it was not looked at. */
  readonly loss?: number;
}

/** How a path goes through its last three points; Euclidean norms over all weights. Of no meaning before there are as many. */
export interface Turn {
  /** ‖θₖ‖ */
  readonly size: number;
  /** ‖θₖ − θₖ₋₁‖ */
  readonly length: number;
  /** ‖θₖ − 2θₖ₋₁ + θₖ₋₂‖ */
  readonly turn: number;
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
