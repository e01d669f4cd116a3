import { RK54 } from '../../linalg/dormand-prince.ts';
import { rungeKutta } from './runge-kutta.ts';

/** The 5(4) pair of Dormand & Prince, six gradients a step; its coefficients and source are {@link RK54}. */
export const dormandPrince = rungeKutta({
  name: 'dormand-prince',
  order: 5,
  a: RK54.a,
  b: RK54.b,
  embedded: { order: 4, b: RK54.embedded },
});
