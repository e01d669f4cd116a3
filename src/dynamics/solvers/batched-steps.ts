import type { Compiled, Precision } from '../../engine/program/compile.ts';
import { dispose } from '../../engine/tensors/memory.ts';
import { zerosLike } from '../../engine/tensors/operations.ts';
import { read64, scalar } from '../../engine/tensors/precise.ts';
import type { Params, Tensor } from '../../engine/tensors/tensor.ts';
import { feedsOf, withFeeds } from '../integrate/feeds.ts';
import { cut } from '../integrate/params-algebra.ts';
import type { SolverState, Stepper, Steps } from '../integrate/solver.ts';
import { type Clock, drifts, type Term } from '../integrate/term.ts';
import { compiledSteps, type StepFunction } from './step-function.ts';

/**
 * Steps in one call once a run is long, largest first; and how long that is: compiling takes about 0.3 s, what 4,000
 * steps gain.
 */
const BATCHES = [16, 8];
const LONG = 4096;
/** Parameters × examples of a drift above which a call's overhead is nothing; measured with npm run bench. */
const HEAVY = 1e7;

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

/** The values of a tensor, which it frees. */
function valuesOf(of: Tensor): number[] {
  const values = [...read64(of)];
  dispose(of);
  return values;
}
