import { integerAtLeast, positive } from '../../core/check.ts';
import type { Rng } from '../../core/random.ts';
import type { Objective } from '../../objective/objective.ts';
import type { Checkpoint } from '../integrate/checkpoint.ts';
import { constant } from '../integrate/controller.ts';
import type { Method } from '../integrate/integrate.ts';
import type { RmspropOptions } from '../solvers/rmsprop.ts';
import { type Derivatives, descend } from '../terms/descend.ts';
import { rmspropScaling } from './adaptive-scaling.ts';
import { centralEuler } from './central-euler.ts';

export interface CentralFlowOptions {
  /** η of the descent whose average it is, > 0. */
  readonly eta: number;
  /** Steps of Euler's method per step of descent; 4 is that of the authors' code. */
  readonly substeps?: number;
  /** Constants of RMSProp, whose central flow it then is; absent: gradient descent. */
  readonly rmsprop?: RmspropOptions;
  /** Starts the search for the leading eigenpairs, with draws keyed by the step. */
  readonly random: Rng;
}

/**
 * The central flow of gradient descent or RMSProp: what their iterates follow on average past the edge of stability.
 *
 * dθ/dt = −D⁻¹(∇L + ½∇⟨∇²L, Σ⟩), where Σ(t) ⪰ 0 is the covariance of the oscillation, the one that holds every
 * eigenvalue of D⁻¹∇²L at or below 2/η and lies in the span of those at 2/η. For gradient descent D = I; for
 * RMSProp D = √ν + ε with dν/dt = (1−α)/(αη) (∇L² + (4/η²)D² diag Σ − ν), from ν = (1 − α)∇L(θ₀)². Time counts
 * η a step of descent. Before the edge Σ = 0, and it is gradient flow, preconditioned for RMSProp. Cohen,
 * Damian, Talwalkar, Kolter & Lee, Understanding optimization in deep learning with central flows, ICLR 2025.
 *
 * Where no Σ holds the edge, as beyond it on a quadratic, descent diverges, and so does this.
 *
 * @throws RangeError unless η is in (0, ∞), substeps an integer ≥ 1 and RMSProp's constants are in their ranges
 */
export function centralFlow(
  objective: Derivatives & Pick<Objective, 'formGradient'>,
  { eta, substeps = 4, rmsprop, random }: CentralFlowOptions,
): Method {
  positive('eta', eta);
  integerAtLeast('substeps', substeps, 1);
  return {
    term: descend(objective),
    solver: centralEuler({
      ...{ eta, random, formGradient: objective.formGradient },
      ...(rmsprop && { scaling: rmspropScaling(rmsprop, eta) }),
    }),
    controller: constant(eta / substeps),
  };
}

/** The oscillation of descent about the flow, from the step that led here. */
export interface Oscillation {
  /** Largest eigenvalue of D⁻¹∇²L; NaN before the first step. */
  readonly sharpness: number;
  /** Eigenvalues near enough to 2/η to be held there. */
  readonly critical: number;
  /** E[L] − L(θ) ≈ ½⟨∇²L, Σ⟩, at the edge tr(DΣ)/η. */
  readonly loss: number;
  /** E[‖∇L‖²] − ‖∇L(θ)‖² ≈ ⟨(∇²L)², Σ⟩, at the edge (4/η²) tr(D²Σ). */
  readonly squaredGradient: number;
}

/** The oscillation about a point of a central flow: add it to L and ‖∇L‖² there for descent's time averages. */
export const oscillation = ({ solver: { numbers } }: Checkpoint): Oscillation => ({
  sharpness: numbers.sharpness!,
  critical: numbers.critical!,
  loss: numbers.loss!,
  squaredGradient: numbers.squaredGradient!,
});
