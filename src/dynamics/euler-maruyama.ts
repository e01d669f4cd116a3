import { compile } from '../engine/compile.ts';
import { sqrt } from '../engine/tensor.ts';
import { axpy } from './arithmetic.ts';
import { feed, split } from './euler.ts';
import { type Solver, stateless } from './solver.ts';
import { drifts, feedCount } from './term.ts';

/**
 * The Euler–Maruyama method for dθ = f(θ) dt + B(θ) dW (Itô): θ ← θ + dt f(θ) + √dt B(θ) ξ, ξ ~ N(0, I).
 *
 * Weak order 1; strong order ½, and 1 where B does not depend on θ: Kloeden & Platen, Numerical Solution
 * of Stochastic Differential Equations, 1992, §§10.2, 10.3 and 14.1. `order` is the weak one.
 *
 * `bind` throws Error if the term has no noise.
 */
export const eulerMaruyama: Solver = {
  name: 'euler-maruyama',
  order: 1,
  bind(term, precision) {
    const { noise } = term;
    if (noise === undefined)
      throw new Error('euler-maruyama needs a term with noise; use euler for one without');
    const count = feedCount(term);
    const advance = compile(([dt, ...rest]) => {
      const { theta, feeds } = split(rest, count);
      const drifted = axpy(dt!, term.drift(theta, feeds), theta);
      return axpy(sqrt(dt!), noise(theta, feeds), drifted);
    }, precision);
    return {
      init: () => ({ state: stateless, work: { gradients: 0, hvps: 0 } }),
      step: (theta, at, state) => ({
        theta: feed(at, term, (dt, feeds) => advance([dt, ...theta, ...feeds])),
        error: null,
        state,
        work: drifts(term, 1),
      }),
      dispose: advance.dispose,
    };
  },
};
