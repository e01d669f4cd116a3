import type * as z from 'zod';
import type { Estimate } from '../../core/estimate.ts';
import type { Rng } from '../../core/random.ts';
import type { Arrays, Scalars } from '../../core/scalars.ts';
import type { Params } from '../../engine/tensors/tensor.ts';
import type { LinearOperator } from '../../linalg/operator.ts';
import type { MethodSpec } from '../methods/registry.ts';
import type { Setting } from '../task/task.ts';

/** A point of a run, as a probe sees it. */
export interface ProbeContext {
  /** Data, network, objective, initial weights, evaluation. */
  readonly setting: Setting;
  /** How the run trains: thresholds and noise ask. */
  readonly method: MethodSpec;
  /** The weights to measure at, the caller's. */
  readonly theta: Params;
  /** Streams of this point; a probe forks its own by name, so probes turned off move nothing else. */
  readonly random: Rng;
  /** ∇²L(θ), made at its first use and freed with the point. */
  hessian(): LinearOperator;
  /** λ₀ at the initial weights, measured at its first use. */
  initialSharpness(): Estimate;
}

/** What one measurement gives: numbers by name, and curves or grids where it has any. */
export interface Measured {
  readonly scalars: Scalars;
  readonly arrays?: Arrays;
}

/** What a probe cannot do without, beyond the weights, the data and the loss. */
export type Need = 'initial-weights';

/** What the lab knows about a probe beyond its mathematics. */
export interface ProbeKind<S extends z.core.$ZodLooseShape> {
  /** What it measures, in one line. */
  readonly about: string;
  /** What a measurement costs, in a few words. */
  readonly cost: string;
  /** Its keys, each with a default. */
  readonly options: S;
  /** Its keys as a user would write them, for error lines; empty where there are none. */
  readonly form: string;
  /** Measured at the end of every run, unless a file says false. */
  readonly byDefault?: true;
  /** Measured at the end of every run; no key of a file turns it off. */
  readonly always?: true;
  /** Belongs to the initial weights and the method, so it is measured once whatever became of the run. */
  readonly ofStart?: true;
  readonly needs?: readonly Need[];
  measure(context: ProbeContext, options: z.output<z.ZodObject<S>>): Measured;
}

/** The identity; there only so that types are inferred. */
export const defineProbe = <S extends z.core.$ZodLooseShape>(kind: ProbeKind<S>): ProbeKind<S> =>
  kind;
