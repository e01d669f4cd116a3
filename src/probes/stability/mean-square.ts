import type { Estimate } from '../../core/estimate.ts';
import type { LinearOperator } from '../../linalg/operator.ts';
import { meanOf, type SquareMatrix, sandwich } from '../../linalg/square-matrix.ts';
import { type SharpnessOptions, sharpness } from '../spectrum/sharpness.ts';

/**
 * Stability in mean square of SGD at a minimum, for problems small enough to hold their Hessians.
 *
 * Near a minimum that fits every example, θ* = 0, SGD is θ ← (I − ηH_B) θ with the Hessian H_B of the
 * mini-batch, so Q = E[θθᵀ] follows the linear map
 *   Q ↦ E[(I − ηH_B) Q (I − ηH_B)] = (I − ηH) Q (I − ηH) + η²κ ((1/n) Σᵢ Hᵢ Q Hᵢ − H Q H),
 * κ of `batchVariance`. E‖θ‖² stays bounded while the spectral radius is at
 * most 1. Wu, Ma & E, How SGD selects the global minima in over-parameterized learning, NeurIPS 2018; the
 * exact threshold and κ, there p: Mulayoff & Michaeli, Exact mean square linear stability analysis for SGD, COLT 2024.
 */
export interface MeanSquare {
  /** Hᵢ of every example, dense and symmetric. Shape [n][P · P]. */
  readonly examples: readonly SquareMatrix[];
  /** κ, the share of the examples' own variance that a mini-batch keeps, in [0, 1]. */
  readonly kappa: number;
  /** Eigenvalues of H below this share of the largest count as 0; absent: 1e-9, for Hessians in double precision. */
  readonly negligible?: number;
}

/** The map Q ↦ E[(I − ηH_B) Q (I − ηH_B)] as an operator on ℝ^{P·P}; a product costs 2(n + 2) P³ operations. */
export function meanSquareMap({ examples, kappa }: MeanSquare, eta: number): LinearOperator {
  const P = Math.round(Math.sqrt(examples[0]!.length));
  const H = meanOf(examples);
  const step = H.map((h, k) => (k % (P + 1) === 0 ? 1 : 0) - eta * h);
  return {
    dim: P * P,
    matvec(v) {
      const Q = Float64Array.from(v);
      const out = sandwich(step, Q, P);
      const minus = sandwich(H, Q, P);
      const own = sumOverExamples(examples, Q, P);
      return out.map((x, k) => x + eta ** 2 * kappa * (own[k]! / examples.length - minus[k]!));
    },
    dispose() {},
  };
}

/**
 * The spectral radius of the map at η: E‖θ‖² grows by this factor a step, at most.
 *
 * The map takes positive semidefinite Q to such Q, so its radius is an eigenvalue of it (Krein & Rutman), and
 * as it is symmetric the largest one; by Lanczos, see sharpness. It is at least 1 where H is singular.
 */
export const meanSquareRadius = (
  problem: MeanSquare,
  eta: number,
  options: SharpnessOptions,
): Estimate => sharpness(meanSquareMap(problem, eta), options);

/** Σᵢ Hᵢ Q Hᵢ */
export function sumOverExamples(
  examples: readonly SquareMatrix[],
  Q: SquareMatrix,
  P: number,
): SquareMatrix {
  const sum = new Float64Array(P * P);
  for (const Hi of examples) for (const [k, x] of sandwich(Hi, Q, P).entries()) sum[k]! += x;
  return sum;
}
