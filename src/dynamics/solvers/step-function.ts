import { type Compiled, compile, type Precision } from '../../engine/program/compile.ts';
import { concat, reshape } from '../../engine/tensors/operations.ts';
import type { Params, Tensor } from '../../engine/tensors/tensor.ts';
import { split } from '../integrate/feeds.ts';
import { cut } from '../integrate/params-algebra.ts';
import { feedCount, type Term } from '../integrate/term.ts';

/** One step at a given dt as a pure function of tensors. */
export interface StepFunction {
  /** Names of the arrays carried beside θ, each of its shapes and zero at the start. */
  readonly carries?: readonly string[];
  /**
   * Numbers that change from step to step; k counts from 1 at the solver's own first step, and there
   * are always as many.
   */
  readonly factors?: (k: number) => readonly number[];
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

/** The state after `count` steps, from [dt, …factors of each step, …θ, …carried, …feeds of each step]. */
export function compiledSteps(
  term: Term,
  { carries = [], factors: factorsOf = () => [], next }: StepFunction,
  count: number,
  precision: Precision,
  recorded: boolean,
): Compiled {
  const parts = 1 + carries.length;
  return compile(([dt, ...rest]) => {
    const each = feedCount(term);
    const numbers = factorsOf(1).length;
    const given = rest.slice(0, numbers * count);
    const { theta, feeds } = split(rest.slice(numbers * count), each * count);
    let now: Params = theta;
    const seen: Tensor[] = [];
    for (let k = 0; k < count; k++) {
      const [weights, ...carried] = cut(now, parts) as [Params, ...Params[]];
      const own = feeds.slice(k * each, (k + 1) * each);
      // The pass through the network that the gradient makes anyway: equal nodes are one.
      if (recorded) seen.push(reshape(term.loss!(weights, own), [1]));
      const factors = given.slice(k * numbers, (k + 1) * numbers);
      now = next({ theta: weights, carried, dt: dt!, factors, feeds: own });
    }
    return seen.length === 0 ? now : [...now, concat(seen)];
  }, precision);
}
