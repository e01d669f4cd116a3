import { integerAtLeast, positive } from '../../core/check.ts';
import { constant } from '../integrate/controller.ts';
import type { Method } from '../integrate/integrate.ts';
import { combine } from '../integrate/params-algebra.ts';
import type { Term } from '../integrate/term.ts';
import { euler } from '../solvers/euler.ts';
import type { Batches } from '../terms/batches.ts';
import type { Derivatives } from './descent.ts';

/**
 * f(θ) = −(½(1 + s) ∇L_{B₁} + ½(1 − s) ∇L_{B₂}) with s = √(2l − 1), a gradient of l times the noise covariance.
 *
 * Step k takes the batches 2k and 2k + 1, which must be independent draws for the covariance to be that.
 * Li, Malladi & Arora, On the validity of modeling SGD with stochastic differential equations, NeurIPS 2021,
 * eq. (5). Two gradients on B rows.
 *
 * @throws RangeError unless l is an integer ≥ 1
 */
export function descendAmplified(objective: Derivatives, batches: Batches, l: number): Term {
  integerAtLeast('l', l, 1);
  const s = Math.sqrt(2 * l - 1);
  return {
    size: 2 * objective.parameters * batches(0).length,
    work: { gradients: 2, hvps: 0 },
    drift: (theta, [first, second]) =>
      combine([
        [-(1 + s) / 2, objective.gradient(theta, first).gradient],
        [-(1 - s) / 2, objective.gradient(theta, second).gradient],
      ]),
    feeds: ({ step }) => [batches(2 * step), batches(2 * step + 1)],
  };
}

/**
 * Stochastic variance amplified gradient: steps of η/l on gradients of l times the covariance.
 *
 * At l = 1 it is SGD on every other batch; as l → ∞ it tends to the flow of SGD, dθ = −∇L dt + (ηκC)^{1/2} dW,
 * weakly with order 1 in 1/l: Li, Malladi & Arora 2021, theorem 4.3. Stable on a quadratic while ηλ/l < 2.
 *
 * @throws RangeError unless η is positive and l is an integer ≥ 1
 */
export const svag = (objective: Derivatives, eta: number, batches: Batches, l: number): Method => ({
  term: descendAmplified(objective, batches, l),
  solver: euler,
  controller: constant(positive('eta', eta) / l),
});
