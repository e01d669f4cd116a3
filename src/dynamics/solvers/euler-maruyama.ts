import { sqrt } from '../../engine/tensors/operations.ts';
import { axpy } from '../integrate/params-algebra.ts';
import type { Solver } from '../integrate/solver.ts';
import { memoryless } from './memoryless.ts';

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
  bind(term, precision, told = {}) {
    const { noise } = term;
    if (noise === undefined)
      throw new Error('euler-maruyama needs a term with noise; use euler for one without');
    return memoryless(term, precision, told, 1, (theta, dt, feeds) =>
      axpy(sqrt(dt), noise(theta, feeds), axpy(dt, term.drift(theta, feeds), theta)),
    );
  },
};
