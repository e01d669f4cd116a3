import { rungeKutta } from './runge-kutta.ts';

/**
 * The 5(4) pair of Dormand & Prince, six gradients a step.
 *
 * Dormand & Prince, A family of embedded Runge–Kutta formulae, J. Comput. Appl. Math. 6 (1980) 19–26,
 * RK5(4)7M; Hairer, Nørsett & Wanner, Solving ODEs I, §II.5, table 5.2.
 */
export const dormandPrince = rungeKutta({
  name: 'dormand-prince',
  order: 5,
  a: [
    [],
    [1 / 5],
    [3 / 40, 9 / 40],
    [44 / 45, -56 / 15, 32 / 9],
    [19372 / 6561, -25360 / 2187, 64448 / 6561, -212 / 729],
    [9017 / 3168, -355 / 33, 46732 / 5247, 49 / 176, -5103 / 18656],
  ],
  b: [35 / 384, 0, 500 / 1113, 125 / 192, -2187 / 6784, 11 / 84],
  embedded: {
    order: 4,
    b: [5179 / 57600, 0, 7571 / 16695, 393 / 640, -92097 / 339200, 187 / 2100, 1 / 40],
  },
});
