import { compile, type Precision } from '../engine/compile.ts';
import type { Params, Tensor } from '../engine/tensor.ts';
import { feed, split } from './euler.ts';
import { type Stepper, stateless } from './solver.ts';
import { drifts, feedCount, type Term } from './term.ts';

/** A stepper that carries nothing from step to step, one compiled graph a step of so many drifts. */
export function memoryless(
  term: Term,
  precision: Precision,
  count: number,
  next: (theta: Params, dt: Tensor, feeds: Params) => Tensor[],
): Stepper {
  const fed = feedCount(term);
  const advance = compile(([dt, ...rest]) => {
    const { theta, feeds } = split(rest, fed);
    return next(theta, dt!, feeds);
  }, precision);
  return {
    init: () => ({ state: stateless, work: { gradients: 0, hvps: 0 } }),
    step: (theta, at, state) => ({
      theta: feed(at, term, (dt, feeds) => advance([dt, ...theta, ...feeds])),
      error: null,
      state,
      work: drifts(term, count),
    }),
    dispose: advance.dispose,
  };
}
