import { rungeKutta } from './runge-kutta.ts';

/**
 * Heun's method, the explicit trapezoidal rule: θ ← θ + dt/2 (f(θ) + f(θ + dt f(θ))).
 *
 * Hairer, Nørsett & Wanner, Solving ODEs I, §II.1; Heun, Z. Math. Phys. 45 (1900) 23–38.
 */
export const heun = rungeKutta({
  name: 'heun',
  order: 2,
  a: [[], [1]],
  b: [1 / 2, 1 / 2],
});
