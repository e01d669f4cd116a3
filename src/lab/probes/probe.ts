import * as z from 'zod';
import type { Estimate } from '../../core/estimate.ts';
import type { Rng } from '../../core/random.ts';
import type { Scalars } from '../../core/scalars.ts';
import type { Carried } from '../../dynamics/integrate/solver.ts';
import type { Params } from '../../engine/tensors/tensor.ts';
import type { LinearOperator } from '../../linalg/operator.ts';
import type { SpecMethod } from '../methods/method.ts';
import type { OutputKey, Outputs } from '../spec/output.ts';
import type { Sources } from '../spec/sources.ts';
import type { Task } from '../task/task.ts';
import type { RunAhead, Watcher } from './watch.ts';

/** A point of a run, as a probe sees it. */
export interface ProbeContext {
  /** Objective and initial weights; data, network and evaluation where there are some. */
  readonly task: Task;
  /** How the run trains: thresholds and noise ask. */
  readonly method: SpecMethod;
  /** The weights to measure at, the caller's. */
  readonly theta: Params;
  /** Steps that the run has taken; absent where that is not known. */
  readonly step?: number;
  /** Training time of the run; absent where that is not known. */
  readonly time?: number;
  /** What the method's solver carries here; undefined where it carries nothing, or that is not known. */
  carried(): Carried | undefined;
  /** Streams of this point; a probe forks its own by name, so probes turned off move nothing else. */
  readonly random: Rng;
  /** ∇²L(θ), made at its first use and freed with the point. */
  hessian(): LinearOperator;
  /** λ₀ at the initial weights, measured at its first use. */
  initialSharpness(): Estimate;
  /** What the probe of this name goes on from; absent, or undefined, where each measurement is by itself. */
  warm?(name: string): WarmStart | undefined;
}

/** Eigenvectors handed from one point of a run to the next. */
export interface WarmStart {
  /** Those of the point before; empty where the search is to begin anew. Shape [P] each. */
  readonly before: readonly Float64Array[];
  /** Takes those found here. */
  keep(found: readonly Float64Array[]): void;
}

/** What one measurement gives: numbers by name, and curves or grids where it has any. */
export interface Measured<Arrays = object> {
  readonly scalars: Scalars;
  /** Plain JSON. */
  readonly arrays?: Arrays;
}

/** What a probe cannot do without, beyond the weights and the loss. */
export type Need =
  | (
      | 'initial-weights'
      | 'preconditioner'
      | 'velocity'
      | 'edge-at'
      | 'averages'
      | 'network'
      | 'marker'
    )
  // The run itself, or its end beforehand; coordinates that are walkers in one potential, of two wells; T of exp(−L/T); steps all alike.
  | ('run' | 'end' | 'walkers' | 'wells' | 'temperature' | 'steps')
  // The training time of a run; a method whose weights follow dθ/dt = −∇L(θ).
  | ('time' | 'flow')
  // A mean over examples whose minimum is known in closed form.
  | 'posterior';

/** How large the problem is that a probe is asked of. */
export interface ProblemSize {
  /** P */
  readonly parameters: number;
  /** n */
  readonly examples: number;
}

/** What the lab knows about a probe beyond its mathematics. */
interface About<Shape extends z.core.$ZodLooseShape, O extends Outputs> {
  /** What it measures, in one line. */
  readonly about: string;
  readonly sources: Sources;
  /** What a measurement costs, in a few words. */
  readonly cost: string;
  /** Its keys, each with a default. */
  readonly options: Shape;
  /** Its keys as a user would write them, for error lines; empty where there are none. */
  readonly form: string;
  /** The numbers that it gives, and what a report needs to know of each. */
  readonly outputs: O;
  /** Measured at the end of every run, unless a file says false. */
  readonly byDefault?: true;
  /** Measured at the end of every run; no key of a file turns it off. */
  readonly always?: true;
  /** Along a run it can go on from what it found at the point before, see {@link ProbeContext.warm}. */
  readonly warms?: true;
  /** Belongs to the initial weights and the method, so it is measured once whatever became of the run. */
  readonly ofStart?: true;
  readonly needs?: readonly Need[];
}

/** The lists of numbers among what a probe leaves, each with the name that predictions call it by. */
type ArrayNames<Arrays> = {
  readonly [K in keyof Arrays as NonNullable<Arrays[K]> extends NumberArray ? K : never]: string;
};

/** Numbers in a row, or in rows. */
export type NumberArray = readonly number[] | readonly (readonly number[])[];

/** A probe: what is known of it, and its measurement. */
export interface Probe<Options = never, Arrays = object>
  extends About<z.core.$ZodLooseShape, Outputs> {
  /** What predictions call its lists of numbers, by their keys in the record; absent: it leaves none. */
  readonly arrays?: Readonly<Record<string, string>>;
  /** The keys of what else is to be cited where it is asked for with these options; absent: nothing. */
  further?(options: Options): readonly string[];
  /** Throws InputError, in a line that begins at `measure`, where it is not for a problem of this size; asked before any run starts. Absent: it is for all. */
  fits?(size: ProblemSize, options: Options): void;
  /** What a file or a command line gives, with defaults for the options that it leaves out. */
  read(given: unknown): Options;
  /** Undefined where a run of this method has no such thing. */
  measure(context: ProbeContext, options: Options): Measured<Arrays> | undefined;
  /** Of probes that watch a run while it goes, and measure nothing at a point; undefined where the run has no such thing. */
  watch?(run: RunAhead, options: Options): Watcher<Arrays> | undefined;
}

/** A probe from its entry, whose measurement gives the outputs that it declares, each of them and no other. */
export const defineProbe = <
  Shape extends z.core.$ZodLooseShape,
  const O extends Outputs,
  Found extends Scalars,
  Arrays extends object = never,
>(
  entry: About<Shape, O> & {
    further?(options: z.output<z.ZodObject<Shape>>): readonly string[];
    fits?(size: ProblemSize, options: z.output<z.ZodObject<Shape>>): void;
    measure(
      context: ProbeContext,
      options: z.output<z.ZodObject<Shape>>,
    ): { readonly scalars: Found & Declared<Found, O>; readonly arrays?: Arrays } | undefined;
  } & ([Arrays] extends [never] ? unknown : { readonly arrays: ArrayNames<Arrays> }),
): Probe<z.output<z.ZodObject<Shape>>, Arrays> => ({
  ...entry,
  read: (given) => z.object(entry.options).parse(given),
});

/** A probe from its entry that watches a run while it goes. */
export const defineWatch = <
  Shape extends z.core.$ZodLooseShape,
  const O extends Outputs,
  Found extends Scalars,
  Arrays extends object = never,
>(
  entry: About<Shape, O> & {
    watch(
      run: RunAhead,
      options: z.output<z.ZodObject<Shape>>,
    ):
      | (Omit<Watcher, 'measured'> & {
          measured():
            | { readonly scalars: Found & Declared<Found, O>; readonly arrays?: Arrays }
            | undefined;
        })
      | undefined;
  } & ([Arrays] extends [never] ? unknown : { readonly arrays: ArrayNames<Arrays> }),
): Probe<z.output<z.ZodObject<Shape>>, Arrays> => ({
  ...entry,
  read: (given) => z.object(entry.options).parse(given),
  measure: () => undefined,
});

/** Whatever Found is, if its keys are those of the outputs; a type that it has not, which names the others, if not. */
type Declared<Found, O extends Outputs> = [Exclude<keyof Found, OutputKey<O>>] extends [never]
  ? [Exclude<Single<keyof O>, keyof Found>] extends [never]
    ? { readonly [K in keyof Found]: Estimate }
    : { readonly 'declared but not measured': Exclude<Single<keyof O>, keyof Found> }
  : { readonly 'measured but not declared': Exclude<keyof Found, OutputKey<O>> };

type Single<K> = K extends `${string}#` ? never : K;
