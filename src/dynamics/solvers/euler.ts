import { axpy } from '../integrate/params-algebra.ts';
import type { Solver } from '../integrate/solver.ts';
import { refuseNoise } from '../integrate/term.ts';
import { memoryless } from './memoryless.ts';

/**
 * Euler's method, θ ← θ + dt f(θ). With dt = η on a gradient term, gradient descent.
 *
 * `bind` throws Error if the term has noise.
 */
export const euler: Solver = {
  name: 'euler',
  order: 1,
  bind(term, precision, told = {}) {
    refuseNoise(term, 'euler');
    return memoryless(term, precision, told, 1, (theta, dt, feeds) =>
      axpy(dt, term.drift(theta, feeds), theta),
    );
  },
};
