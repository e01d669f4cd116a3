import { rungeKutta } from './runge-kutta.ts';

/** The classical Runge–Kutta method of order 4; Hairer, Nørsett & Wanner, Solving ODEs I, §II.1, table 1.2. */
export const rk4 = rungeKutta({
  name: 'rk4',
  order: 4,
  a: [[], [1 / 2], [0, 1 / 2], [0, 0, 1]],
  b: [1 / 6, 1 / 3, 1 / 3, 1 / 6],
});
