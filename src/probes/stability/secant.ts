import { type Cost, type Estimate, exact } from '../../core/estimate.ts';
import { dot } from '../../linalg/float64.ts';

/** What the loss does along one step Δ. */
export interface AlongStep {
  /** L(θ) and L(θ + Δ). */
  readonly before: number;
  readonly after: number;
  /** ∇L(θ). Shape [P]. */
  readonly gradient: Float64Array;
  /** Δ. Shape [P]. */
  readonly step: Float64Array;
  /** η */
  readonly rate: number;
  /** The relative round-off of a loss. */
  readonly roundOff: number;
}

/** Round-off above this share of s or of its edge, the larger, counts as not converged; chosen. */
const WORST = 0.01;

/**
 * The secant sharpness s = 2(L(θ + Δ) − L(θ) − ⟨∇L, Δ⟩)/‖Δ‖² of a step Δ = −ηO, its alignment ρ = ⟨∇L, O⟩/‖O‖², and its edge 2ρ/η.
 *
 * By their definition L(θ + Δ) − L(θ) = (‖Δ‖²/2)(s − 2ρ/η), so that a step raises the loss where s is beyond the edge, whatever made it. s is
 * 2∫₀¹(1 − t) uᵀH(θ + tΔ)u dt with u = Δ/‖Δ‖, by Taylor's theorem, and at most the largest λ on the way; of gradient descent ρ is 1. Undefined for a step of length 0.
 */
export function secantOf(
  { before, after, gradient, step, rate, roundOff }: AlongStep,
  cost: Cost,
): Readonly<Record<'sharpness' | 'alignment' | 'edge', Estimate>> | undefined {
  const square = dot(step, step);
  if (!(square > 0)) return undefined;
  const slope = dot(gradient, step);
  const edge = (-2 * slope) / square;
  const value = (2 * (after - before)) / square + edge;
  const error = (2 * roundOff * (Math.abs(after) + Math.abs(before))) / square;
  return {
    sharpness: {
      ...{ value, stderr: error, bounds: [value - error, value + error], cost },
      converged: error <= WORST * Math.max(Math.abs(value), Math.abs(edge)),
    },
    alignment: exact((rate * edge) / 2, cost),
    edge: exact(edge, cost),
  };
}
