import { fraction, nonNegative, positive } from '../../core/check.ts';
import type { RmspropOptions } from '../solvers/rmsprop.ts';

/** The D of a descent θ ← θ − ηD⁻¹∇L, a function of ν that follows the squared gradient. Shapes [P]. */
export interface Scaling {
  /** ν of the first step. */
  init(g: Float64Array): Float64Array;
  D(nu: Float64Array): Float64Array;
  /** dD/dν, entry by entry. */
  slope(nu: Float64Array): Float64Array;
  /** ρ of dν/dt = ρ(E[∇L²] − ν), per unit of training time. */
  readonly relaxation: number;
}

/**
 * RMSProp's D = √ν + ε, with dν/dt = (1−α)/(αη) (E[∇L²] − ν).
 *
 * ρ makes up for that a step of ν ← αν + (1−α)g² takes effect at once: Cohen et al., Understanding
 * optimization in deep learning with central flows, ICLR 2025, the RMSProp flow. An entry with ν = 0 has no
 * gradient and stays.
 *
 * @throws RangeError unless α is in (0, 1), ε in [0, ∞) and η in (0, ∞)
 */
export function rmspropScaling(
  { alpha = 0.99, epsilon = 1e-8 }: RmspropOptions,
  eta: number,
): Scaling {
  positive('alpha', fraction('alpha', alpha));
  positive('1 − alpha', 1 - alpha);
  nonNegative('epsilon', epsilon);
  positive('eta', eta);
  return {
    init: (g) => g.map((x) => (1 - alpha) * x * x),
    D: (nu) => nu.map((x) => Math.sqrt(x) + epsilon),
    slope: (nu) => nu.map((x) => (x > 0 ? 0.5 / Math.sqrt(x) : 0)),
    relaxation: (1 - alpha) / (alpha * eta),
  };
}
