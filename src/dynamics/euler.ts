import { compile } from '../engine/compile.ts';
import { dispose } from '../engine/memory.ts';
import { indices, type Params, scalar, type Tensor } from '../engine/tensor.ts';
import { axpy } from './arithmetic.ts';
import { type Solver, stateless } from './solver.ts';
import type { Clock, Term } from './term.ts';

/** Euler's method, θ ← θ + dt f(θ). With dt = η on a gradient term, gradient descent. */
export const euler: Solver = {
  name: 'euler',
  order: 1,
  bind(term, precision) {
    const advance = compile(([dt, ...rest]) => {
      const { theta, feeds } = split(rest, term);
      return axpy(dt!, term.drift(theta, feeds), theta);
    }, precision);
    return {
      init: () => ({ state: stateless, work: { gradients: 0, hvps: 0 } }),
      step: (theta, at, state) => ({
        theta: feed(at, term, (dt, feeds) => advance([dt, ...theta, ...feeds])),
        error: null,
        state,
        work: { gradients: 1, hvps: 0 },
      }),
      dispose: advance.dispose,
    };
  },
};

/** Runs `body` with dt and the term's feeds as tensors, which it frees. */
export function feed<T>(at: Clock, term: Term, body: (dt: Tensor, feeds: Tensor[]) => T): T {
  const dt = scalar(at.dt);
  const feeds = (term.feeds?.(at) ?? []).map(indices);
  try {
    return body(dt, feeds);
  } finally {
    dispose([dt, ...feeds]);
  }
}

/** Weights are float32, feeds int32: one list in, two out. */
export function split(rest: Params, term: Term): { theta: Params; feeds: Params } {
  if (term.feeds === undefined) return { theta: rest, feeds: [] };
  const weights = rest.filter((t) => t.dtype === 'float32');
  return { theta: weights, feeds: rest.slice(weights.length) };
}
