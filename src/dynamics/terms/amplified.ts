import { integerAtLeast } from '../../core/check.ts';
import { combine } from '../integrate/params-algebra.ts';
import type { Term } from '../integrate/term.ts';
import type { Batches } from './batches.ts';
import type { Derivatives } from './descend.ts';

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
