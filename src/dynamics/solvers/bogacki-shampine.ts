import { rungeKutta } from './runge-kutta.ts';

/**
 * The 3(2) pair of Bogacki & Shampine, three gradients a step.
 *
 * Bogacki & Shampine, A 3(2) pair of Runge–Kutta formulas, Appl. Math. Lett. 2 (1989) 321–325.
 */
export const bogackiShampine = rungeKutta({
  name: 'bogacki-shampine',
  order: 3,
  a: [[], [1 / 2], [0, 3 / 4]],
  b: [2 / 9, 1 / 3, 4 / 9],
  embedded: { order: 2, b: [7 / 24, 1 / 4, 1 / 3, 1 / 8] },
});
