import { positive } from '../../core/check.ts';
import { constant } from '../integrate/controller.ts';
import type { Method } from '../integrate/integrate.ts';
import { euler } from '../solvers/euler.ts';
import { descendAmplified } from '../terms/amplified.ts';
import type { Batches } from '../terms/batches.ts';
import type { Derivatives } from '../terms/descend.ts';

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
