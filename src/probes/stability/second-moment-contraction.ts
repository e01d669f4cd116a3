import { fraction, positive } from '../../core/check.ts';
import { addCosts, type Estimate } from '../../core/estimate.ts';
import type { LinearOperator } from '../../linalg/operator.ts';
import { roundOffAmong } from '../../linalg/round-off.ts';
import { type SharpnessOptions, sharpness } from '../spectrum/sharpness.ts';

export interface ContractionOptions extends SharpnessOptions {
  /** η */
  readonly eta: number;
  /** κ of `batchVariance`, the share of the examples' own variance that a mini-batch keeps, in [0, 1]. */
  readonly kappa: number;
}

/** Products with H and with S for each one of the map, of all examples in work. */
const PRODUCTS = 4;

/**
 * λ_max(E_B[(I − ηH_B)²]), the most by which a step of SGD, linearised at θ, multiplies E‖δ‖² of any deviation δ.
 *
 * With the mean H and the mean square S = (1/n) Σᵢ Hᵢ² of the examples' Hessians E_B[H_B²] = (1 − κ)H² + κS, so that the map
 * I − 2ηH + η²((1 − κ)H² + κS) is exact, and Lanczos finds its top; `interval` is the residual, see `sharpness`. At most 1: linearised SGD
 * contracts at every step, the sufficient condition of Wu, Ma & E, How SGD selects the global minima in over-parameterized learning, NeurIPS
 * 2018; above 1 it may yet be stable, see `meanSquareGrowth`. It is at least 1 where a direction is flat for every example, and (1 + η|λ|)² or more where H
 * has an eigenvalue −|λ|. A product costs two HVPs of all examples and two of each.
 *
 * @throws RangeError unless eta is in (0, ∞) and kappa in [0, 1], and as `sharpness` does
 */
export function secondMomentContraction(
  H: LinearOperator,
  S: LinearOperator,
  { eta, kappa, ...options }: ContractionOptions,
): Estimate {
  positive('eta', eta);
  fraction('kappa', kappa);
  const map: LinearOperator = {
    dim: H.dim,
    matvec(v) {
      const Hv = H.matvec(v);
      const [HHv, Sv] = [H.matvec(Hv), S.matvec(v)];
      return Hv.map(
        (h, i) => v[i]! - 2 * eta * h + eta ** 2 * ((1 - kappa) * HHv[i]! + kappa * Sv[i]!),
      );
    },
    ...roundOffAmong([H]),
    dispose() {},
  };
  const found = sharpness(map, options);
  const { cost } = found;
  const rest = { gradients: 0, hvps: (PRODUCTS - 1) * cost.hvps, seconds: 0 };
  return { ...found, cost: addCosts(cost, rest) };
}
