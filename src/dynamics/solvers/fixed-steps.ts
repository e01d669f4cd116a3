import { compiler, type Precision } from '../../engine/program/compile.ts';
import { dispose } from '../../engine/tensors/memory.ts';
import { mul, neg, zerosLike } from '../../engine/tensors/operations.ts';
import { readScalar, scalar } from '../../engine/tensors/precise.ts';
import type { Params } from '../../engine/tensors/tensor.ts';
import { withStepFeeds } from '../integrate/feeds.ts';
import { axpy, cut } from '../integrate/params-algebra.ts';
import type { SolverState, Step, Stepper, Told } from '../integrate/solver.ts';
import { type Clock, drifts, type Term } from '../integrate/term.ts';
import { compiledStep, type StepFunction } from './step-function.ts';
import { stretchesOf } from './stretches.ts';

/**
 * A stepper for steps that need nothing from outside the graph: where there are graphs, a loop in one takes any number of them a
 * call (see `stretchesOf`); else they are taken one by one.
 */
export function fixedSteps(
  term: Term,
  ofDrift: StepFunction,
  precision: Precision,
  told: Told,
): Stepper {
  const advance = withDecay(term, ofDrift);
  const recorded = told.losses === true && term.loss !== undefined;
  const { carries = [], factors = () => [], start = zeros } = advance;
  const single = compiledStep(term, advance, precision, recorded);
  const stretches = stretchesOf(term, advance, precision, { ...told, losses: recorded });
  const alone = (theta: Params, at: Clock, { numbers, vectors }: SolverState): Step => {
    const changing = factors(at.step - (numbers.first ?? 0) + 1, at.step).map(scalar);
    const carried = carries.flatMap((name) => vectors[name]!);
    const out = withStepFeeds(at, term, (dt, feeds) =>
      single([dt, ...changing, ...theta, ...carried, ...feeds]),
    );
    dispose(changing);
    const loss = recorded ? out.pop()! : undefined;
    const losses = loss === undefined ? [] : [readScalar(loss)];
    if (loss !== undefined) dispose(loss);
    const [next, ...rest] = cut(out, 1 + carries.length) as [typeof out, ...Params[]];
    return {
      ...{ theta: next, error: null, losses, work: drifts(term, advance.drifts) },
      state: { numbers, vectors: Object.fromEntries(carries.map((name, j) => [name, rest[j]!])) },
    };
  };
  return {
    init: (theta, step = 0) => ({
      state: {
        numbers: carries.length > 0 ? { first: step } : {},
        vectors: Object.fromEntries(carries.map((name) => [name, start(theta)])),
      },
      work: { gradients: 0, hvps: 0 },
    }),
    step(theta, at, state) {
      if (compiler() === undefined) return alone(theta, at, state);
      const stops = [{ taken: 1, look: false }];
      const {
        turns: _,
        measured: __,
        taken: ___,
        ...step
      } = stretches.take(
        { theta, state },
        { clocks: [at], stops, bound: Number.NEGATIVE_INFINITY },
      );
      return { ...step, error: null };
    },
    stretches: {
      ...stretches,
      ...(told.xla !== true && { one: alone }),
      room: () => (compiler() === undefined ? 0 : stretches.room()),
    },
    dispose() {
      single.dispose();
      stretches.dispose();
    },
  };
}

/** The step with −dt wθ of weights that decay beside the drift. */
const withDecay = ({ decay: w }: Term, advance: StepFunction): StepFunction =>
  w === undefined
    ? advance
    : {
        ...advance,
        next(at) {
          const to = advance.next(at);
          const moved = to.slice(0, at.theta.length);
          return [...axpy(neg(mul(at.dt, w)), at.theta, moved), ...to.slice(moved.length)];
        },
      };

const zeros = (theta: Params): Params => theta.map(zerosLike);
