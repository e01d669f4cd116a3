import { type Compiled, compile, type Precision } from '../../engine/program/compile.ts';
import { dispose } from '../../engine/tensors/memory.ts';
import { read64, scalar } from '../../engine/tensors/precise.ts';
import {
  concat,
  type Params,
  reshape,
  type Tensor,
  zerosLike,
} from '../../engine/tensors/tensor.ts';
import { feedsOf, split, withFeeds } from '../integrate/feeds.ts';
import { cut } from '../integrate/params-algebra.ts';
import type { SolverState, Stepper, Steps } from '../integrate/solver.ts';
import { type Clock, drifts, feedCount, type Term } from '../integrate/term.ts';

/**
 * Steps in one call once a run is long, largest first; and how long that is: compiling takes about 0.3 s, what 4,000
 * steps gain.
 */
const BATCHES = [16, 8];
const LONG = 4096;
/** Parameters × examples of a drift above which a call's overhead is nothing; measured with npm run bench. */
const HEAVY = 1e7;

/** One step at a given dt as a pure function, with what it needs to know. */
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

export interface StepArguments {
  readonly theta: Params;
  readonly carried: readonly Params[];
  /** Shape []. */
  readonly dt: Tensor;
  /** Each of shape []. */
  readonly factors: Params;
  readonly feeds: Params;
}

/**
 * A stepper for steps that need nothing from outside the graph: it takes one step a call, or sixteen or eight where
 * a run is long and a step is small.
 *
 * Losses are computed in the same graph, on the rows and weights of each step, and leave it together.
 */
export function batchedSteps(
  term: Term,
  advance: StepFunction,
  precision: Precision,
  losses: boolean,
): Stepper {
  const recorded = losses && term.loss !== undefined;
  const { carries = [], factors = () => [] } = advance;
  const single = compiledSteps(term, advance, 1, precision, recorded);
  const programs = new Map(
    BATCHES.map((count) => [count, compiledSteps(term, advance, count, precision, recorded)]),
  );
  // Without mini-batches TensorFlow's optimizer sees the same input sixteen times and reorders sums.
  const light = term.feeds !== undefined && (term.size ?? Number.POSITIVE_INFINITY) <= HEAVY;
  const stateOf = (carried: readonly Params[], numbers: SolverState['numbers']): SolverState => ({
    numbers,
    vectors: Object.fromEntries(carries.map((name, j) => [name, carried[j]!])),
  });
  const run = (
    program: Compiled,
    count: number,
    rows: ReturnType<typeof feedsOf>,
    theta: Params,
    at: Clock,
    { numbers, vectors }: SolverState,
  ): Steps => {
    const steps = Array.from({ length: count }, (_, k) => at.step - (numbers.first ?? 0) + 1 + k);
    const changing = steps.flatMap(factors).map(scalar);
    const carried = carries.flatMap((name) => vectors[name]!);
    const out = withFeeds(at.dt, rows, (dt, feeds) =>
      program([dt, ...changing, ...theta, ...carried, ...feeds]),
    );
    dispose(changing);
    const seen = recorded ? valuesOf(out.pop()!) : [];
    const [next, ...rest] = cut(out, 1 + carries.length) as [Tensor[], ...Tensor[][]];
    return {
      theta: next,
      taken: count,
      error: null,
      state: stateOf(rest, numbers),
      work: drifts(term, count * advance.drifts),
      losses: seen,
    };
  };
  const one = (theta: Params, at: Clock, state: SolverState) =>
    run(single, 1, feedsOf(term, at, 1), theta, at, state);
  return {
    init: (theta, step = 0) => ({
      state: stateOf(
        carries.map(() => theta.map(zerosLike)),
        carries.length > 0 ? { first: step } : {},
      ),
      work: { gradients: 0, hvps: 0 },
    }),
    step: one,
    steps(theta, at, state, room) {
      if (light && at.step >= LONG) {
        for (const [count, program] of programs) {
          if (count > room || at.step % count !== 0) continue;
          const rows = feedsOf(term, at, count);
          // One graph has one shape: an epoch's last, smaller mini-batch goes by itself.
          const each = rows.length / count;
          if (rows.some((r, i) => r.length !== rows[i % each]!.length)) continue;
          return run(program, count, rows, theta, at, state);
        }
      }
      return one(theta, at, state);
    },
    dispose() {
      for (const program of [single, ...programs.values()]) program.dispose();
    },
  };
}

/** The state after `count` steps, from [dt, …factors of each step, …θ, …carried, …feeds of each step]. */
function compiledSteps(
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

/** The values of a tensor, which it frees. */
function valuesOf(of: Tensor): number[] {
  const values = [...read64(of)];
  dispose(of);
  return values;
}
