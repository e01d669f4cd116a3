import { type Estimate, noCost } from '../../core/estimate.ts';
import type { LinearOperator } from '../../linalg/operator.ts';
import { preconditioned } from '../../linalg/preconditioned.ts';
import { type SharpnessOptions, sharpness } from './sharpness.ts';

/**
 * λ(P⁻¹A), the largest algebraic eigenvalue of P^{−½} A P^{−½}, for a diagonal P > 0, flat in the order of θ, shape [P].
 *
 * By {@link sharpness}, so with its residual, cost and promise. Of A = ∇²L and the P of a method's last step it is the
 * preconditioned sharpness of Cohen et al., Adaptive gradient methods at the edge of stability (2022, arXiv 2207.14484), §2.
 * Where P is 0 or not finite anywhere the value is NaN, not converged.
 *
 * @throws RangeError unless tolerance is in (0, ∞) and maxIterations an integer ≥ 1, and P has an entry for each row of A
 */
export function preconditionedSharpness(
  A: LinearOperator,
  P: Float64Array,
  options: SharpnessOptions,
): Estimate {
  if (!P.every((p) => p > 0 && p < Number.POSITIVE_INFINITY)) {
    const stderr = Number.POSITIVE_INFINITY;
    return { value: Number.NaN, stderr, cost: noCost, converged: false };
  }
  const scaled = preconditioned(A, P);
  const found = sharpness(scaled, options);
  scaled.dispose();
  return found;
}
