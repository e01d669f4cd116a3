import { type Compiled, compile, type Precision } from '../../engine/program/compile.ts';
import type { Params, Tensor } from '../../engine/tensors/tensor.ts';
import { split } from '../integrate/feeds.ts';
import { cut } from '../integrate/params-algebra.ts';
import { feedCount, type Term } from '../integrate/term.ts';

/** One step at a given dt as a pure function of tensors. */
export interface StepFunction {
  /** Names of the arrays carried beside θ, each of its shapes. */
  readonly carries?: readonly string[];
  /** What each of them is at the start, as tensors of its own; absent: zero. */
  readonly start?: (theta: Params) => Params;
  /**
   * Numbers that change from step to step; k counts from 1 at the solver's own first step, and there
   * are always as many.
   */
  readonly factors?: (k: number, step: number) => readonly number[];
  /** Drifts that a step takes. */
  readonly drifts: number;
  /** The next θ and the next of each array carried, in one list. */
  next(at: StepArguments): Tensor[];
}

/** What a step depends on. */
export interface StepArguments {
  readonly theta: Params;
  readonly carried: readonly Params[];
  /** Shape []. */
  readonly dt: Tensor;
  /** Each of shape []. */
  readonly factors: Params;
  readonly feeds: Params;
}

/** The state after one step, and then the loss where it began if it is recorded, from [dt, …factors, …θ, …carried, …feeds]. */
export function compiledStep(
  term: Term,
  step: StepFunction,
  precision: Precision,
  recorded: boolean,
): Compiled {
  return compile(([dt, ...rest]) => {
    const numbers = step.factors?.(1, 0).length ?? 0;
    const { theta, feeds } = split(rest.slice(numbers), feedCount(term));
    const at = { now: theta, dt: dt!, factors: rest.slice(0, numbers), feeds };
    return stepFrom(term, step, at, recorded);
  }, precision);
}

/** The same as a pure function; `now` is θ and what is carried. */
export function stepFrom(
  term: Term,
  { carries = [], next }: StepFunction,
  { now, ...at }: Omit<StepArguments, 'theta' | 'carried'> & { readonly now: Params },
  recorded: boolean,
): Tensor[] {
  const [theta, ...carried] = cut(now, 1 + carries.length) as [Params, ...Params[]];
  const to = next({ theta, carried, ...at });
  // The pass through the network that the gradient makes anyway: equal nodes are one.
  return recorded ? [...to, term.loss!(theta, at.feeds)] : to;
}
