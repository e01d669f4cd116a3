import { integerAtLeast, positive } from '../../core/check.ts';
import { addCosts, type Cost, costSince, type Estimate } from '../../core/estimate.ts';
import { dot } from '../../linalg/float64.ts';
import type { BatchDraws, BatchGradients } from './batch-gradients.ts';
import { ratioOverBatches } from './over-batches.ts';

/** A subspace of ℝ^P that stands for an exact one of the same dimension. */
export interface Subspace {
  /** Orthonormal basis. Shape [k][P]. */
  readonly basis: readonly Float64Array[];
  /** The largest angle between the two, in [0, π/2]; π/2 where it is not known. */
  readonly angle: number;
  readonly cost: Cost;
}

export interface GradientMass {
  /** ‖U_kᵀ∇L‖²/‖∇L‖² */
  readonly full: Estimate;
  /** E‖U_kᵀg_B‖²/E‖g_B‖² */
  readonly batch: Estimate;
}

/**
 * The shares of the squared gradient, and of that of mini-batches, that lie in a subspace such as the top-k eigenspace U_k of ∇²L.
 *
 * Gradient descent happens in a tiny subspace: Gur-Ari, Roberts & Dyer, 2018 (arXiv 1812.04754), who write f_top for the first. A
 * vector whose direction has the angle φ to the subspace found has one in [φ − ϑ, φ + ϑ] to the exact subspace, ϑ the angle between the two:
 * `bounds` are cos²(φ ± ϑ), which as functions of cos²φ are convex and concave, so that they hold for the mean over mini-batches
 * too. To them the second adds chance: a ratio of means over independent mini-batches, see `ratioOverBatches`. NaN, not converged,
 * without a gradient; not converged either where the bounds are wider than relativeError · value. Costs a gradient of B rows a mini-batch.
 *
 * @throws RangeError unless relativeError is in (0, ∞) and maxBatches an integer ≥ 2
 */
export function gradientMass(
  { mean, at }: BatchGradients,
  space: Subspace,
  { batches, relativeError, maxBatches }: BatchDraws,
): GradientMass {
  positive('relativeError', relativeError);
  integerAtLeast('maxBatches', maxBatches, 2);
  const start = performance.now();
  const within = (g: Float64Array) => {
    const inside = space.basis.reduce((sum, u) => sum + dot(u, g) ** 2, 0);
    return [inside, dot(g, g)] as const;
  };
  const [inside, all] = within(mean);
  const { samples, ...chance } = ratioOverBatches(maxBatches, relativeError, (from, to) =>
    Array.from({ length: to - from }, (_, k) => within(at(batches(from + k)))),
  );
  const cost = addCosts(space.cost, costSince(start, { gradients: samples + 1 }));
  const exactly = { value: inside / all, stderr: 0, converged: all > 0 };
  const widened = (of: Omit<Estimate, 'cost'>): Estimate => ({
    ...turned(of, space.angle, relativeError),
    cost,
  });
  return { full: widened(exactly), batch: widened(chance) };
}

/** A share in the subspace found as one in the exact subspace. */
function turned(
  { value, stderr, interval: [low, high] = [value, value], converged }: Omit<Estimate, 'cost'>,
  angle: number,
  relativeError: number,
): Omit<Estimate, 'cost'> {
  const least = (share: number) => Math.cos(Math.min(Math.PI / 2, phi(share) + angle)) ** 2;
  const most = (share: number) => Math.cos(Math.max(0, phi(share) - angle)) ** 2;
  const bounds = [least(value), most(value)] as const;
  const off = Math.max(bounds[1] - value, value - bounds[0]);
  return {
    value,
    stderr: Math.hypot(stderr, off),
    interval: [least(low), most(high)],
    bounds,
    converged: converged && off <= relativeError * value,
  };
}

/** The angle of a direction with this share of its square in a subspace; shares outside [0, 1] are ends. */
const phi = (share: number): number => Math.acos(Math.sqrt(Math.min(1, Math.max(0, share))));
