import type { Rng } from '../../core/random.ts';
import type { Method } from '../../dynamics/integrate/integrate.ts';
import type { SolverState } from '../../dynamics/integrate/solver.ts';
import type { Sampling } from '../../dynamics/terms/batches.ts';
import type { Objective } from '../../objective/objective.ts';
import type { Edge } from '../spec/edge.ts';
import type { Issue, Path } from '../spec/issue.ts';
import type { Family, MethodCard } from '../spec/method-card.ts';
import type { Sources } from '../spec/sources.ts';
import type { ReadArrays, Weighted } from '../spec/weight-arrays.ts';

/** What a method is built from, beside its spec. */
export interface BuildContext {
  readonly objective: Objective;
  /** The stream that its draws come from. */
  readonly random: Rng;
  /** Reads the arrays that its spec names by path. */
  readonly readArrays: ReadArrays;
}

/** How mini-batches are drawn. */
export interface Draws {
  /** B, examples per mini-batch. */
  readonly batch: number;
  readonly sampling: Sampling;
}

/** s = `gradient` g + `velocity` v, with v before the step. */
export interface VelocityStep {
  readonly gradient: number;
  readonly velocity: number;
}

/** Where an entry of `methods` stands in its experiment file. */
export interface Whereabouts {
  readonly at: Path;
  /** n of each training set, the numbers of training examples. */
  readonly examples: readonly number[];
  readonly losses: readonly string[];
  /** Whether all targets are classes. */
  readonly classes: boolean;
}

/** A method, and what of its solver's state another one begins with; the tensors are the same. */
export interface TakenOver {
  readonly method: string;
  state(carried: SolverState): SolverState;
}

export type PreconditionerSource = 'given' | 'carried';

/** All that the lab knows about a method beyond its dynamics; S is its spec, E its entry in a file. */
export interface MethodKind<S, E> {
  /** What it is called where there is little room. */
  readonly title: string;
  /** What it does, in a sentence. */
  readonly about: string;
  readonly sources: Sources;
  /** The keys of what else is to be cited for a spec: its solver, its schedule, its noise. */
  further?(spec: S): readonly string[];
  /** With which others it is compared; absent: `other`. */
  family?(spec: S): Family;
  /** Its solver carries what follows from earlier gradients, a velocity or averages; absent: it does not, or that cannot go over to another run. */
  readonly remembers?: true;
  /** Another method whose state it can begin with, and what it makes of that. */
  readonly takesOver?: TakenOver;
  /** Where it loses stability on a quadratic; absent or undefined where no closed form is known. */
  edge?(spec: S): Edge | undefined;
  /** The λ at its edge by the norm of the gradient there, where the edge hangs on that; absent or undefined: it does not, or none is known. */
  edgeAt?(spec: S): ((gradientNorm: number) => number) | undefined;
  /** Where the P comes from that its steps divide by: a file, or what its solver carries; absent or undefined: there is none. */
  preconditioner?(spec: S): PreconditionerSource | undefined;
  /** It is the time average of a descent that oscillates about it, and its solver's numbers tell how. */
  readonly averages?: true;
  /** Defaults of keys that depend on what else is given. */
  complete?(given: Readonly<Record<string, unknown>>): object;
  /** What is wrong with an entry whose every key is well formed. */
  contradictions?(entry: E, where: Whereabouts): Issue[];
  /**
   * Reads the files that a spec names, for what is wrong with them.
   *
   * @throws InputError where they do not fit the network
   */
  checkFiles?(spec: S, network: Weighted, read: ReadArrays): void;
  /** The value { term, solver, controller }. */
  build(spec: S, context: BuildContext): Method;
  /**
   * `rate` is the learning rate of its own steps, which can be another, and not that of a method that it stands for; at another, its
   * controller alone is another.
   */
  readonly ownRate?: true;
  /** T of a method that samples exp(−L/T); absent for others. */
  temperature?(spec: S): number;
  /** τ where every step is θ − τ∇L(θ) and noise whose covariance is a multiple of 1: η or dt; absent or undefined: it is not so, or not known. */
  stepLength?(spec: S): number | undefined;
  /** Whether its weights follow dθ/dt = −∇L(θ) in its training time, steps of plain gradients by their first order; absent: they do not. */
  followsFlow?(spec: S): boolean;
  /** Of flows: the tolerance of a step under error control, undefined at a fixed dt. */
  tolerance?(spec: S): number | undefined;
  /** Steps that visit each of n examples once; absent: each step does. */
  stepsPerEpoch?(spec: S, n: number): number;
  /** Steps over which the noise of a method averages out; absent: those that visit each of n examples once. */
  averageOver?(spec: S, n: number): number;
  /** Whether its steps draw anything: mini-batches, noise, delays; absent: no, so that it is the same under every noise. */
  noisy?(spec: S): boolean;
  /** Whether XLA may compile its steps, many a call; absent: yes, unless they are under error control. */
  compilable?(spec: S): boolean;
  /** Passes over n examples after so many steps; absent: in proportion to the steps. */
  passes?(spec: S, n: number, step: number): number;
  /** Steps between evaluations of the full training loss on n examples. */
  evaluateEvery(spec: S, n: number): number;
  /** Short name for progress lines, made from the title. */
  label(spec: S, title: string): string;
  /** How a step −ηs is made of the gradient g and the velocity v that the solver carries; absent: it has none. */
  velocity?(spec: S): VelocityStep;
  /** How mini-batches are drawn whose plain gradients are the steps; absent or undefined for other methods. */
  plainDraws?(spec: S): Draws | undefined;
}

/** Steps between evaluations of the full training loss: more often would cost a full-batch method over a tenth of its time. */
export const EVALUATE_EVERY = 4;

/** The method of a spec, and what the lab knows of it. */
export interface SpecMethod {
  /** The spec, all keys filled in. */
  readonly spec: object;
  /** Short name for progress lines: `SGD B=16 η=0.1`. */
  readonly label: string;
  /** What a report needs to know of it. */
  readonly card: Omit<MethodCard, 'order'>;
  readonly sources: Sources;
  readonly remembers: boolean;
  readonly takesOver?: TakenOver;
  readonly further: readonly string[];
  readonly preconditioner?: PreconditionerSource;
  /** Whether it is the time average of a descent that oscillates about it. */
  readonly averages: boolean;
  /** Whether its steps draw anything. */
  readonly noisy: boolean;
  /** Whether XLA may compile its steps, many a call. */
  readonly compilable: boolean;
  readonly edgeAt?: (gradientNorm: number) => number;
  /** T of a method that samples exp(−L/T). */
  readonly temperature?: number;
  readonly stepLength?: number;
  readonly followsFlow: boolean;
  /** As {@link MethodKind} tells, and so of the functions that follow. */
  checkFiles(network: Weighted, read: ReadArrays): void;
  build(context: BuildContext): Method;
  /** The same method at another learning rate; absent where there is none to vary. */
  readonly at?: (rate: number) => SpecMethod;
  /** Of flows under error control: the tolerance of a step, and the same flow at another. */
  readonly tolerance?: { readonly value: number; readonly at: (tolerance: number) => SpecMethod };
  stepsPerEpoch(n: number): number;
  averageOver(n: number): number;
  passes(n: number, step: number): number;
  evaluateEvery(n: number): number;
  /** B of its mini-batches; absent for methods without. */
  readonly batch?: number;
  readonly plainDraws?: Draws;
  /** Absent too where a preconditioner divides the steps. */
  readonly velocity?: VelocityStep;
}
