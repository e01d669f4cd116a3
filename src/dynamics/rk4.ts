import { compile } from '../engine/compile.ts';
import { mul, type Tensor } from '../engine/tensor.ts';
import { axpy, combine } from './arithmetic.ts';
import { feed, split } from './euler.ts';
import { type Solver, stateless } from './solver.ts';

/** The classical Runge–Kutta method of order 4; Hairer, Nørsett & Wanner, Solving ODEs I, §II.1, table 1.2. */
export const rk4: Solver = {
  name: 'rk4',
  order: 4,
  bind(term, precision) {
    const advance = compile(([dt, ...rest]) => {
      const { theta, feeds } = split(rest, term);
      const f = (at: readonly Tensor[]) => term.drift(at, feeds);
      const half = mul(dt!, 0.5);
      const k1 = f(theta);
      const k2 = f(axpy(half, k1, theta));
      const k3 = f(axpy(half, k2, theta));
      const k4 = f(axpy(dt!, k3, theta));
      const slope = combine([
        [1, k1],
        [2, k2],
        [2, k3],
        [1, k4],
      ]);
      return axpy(mul(dt!, 1 / 6), slope, theta);
    }, precision);
    return {
      init: () => ({ state: stateless, work: { gradients: 0, hvps: 0 } }),
      step: (theta, at, state) => ({
        theta: feed(at, term, (dt, feeds) => advance([dt, ...theta, ...feeds])),
        error: null,
        state,
        work: { gradients: 4, hvps: 0 },
      }),
      dispose: advance.dispose,
    };
  },
};
