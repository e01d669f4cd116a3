import { congruent } from './congruent.ts';
import type { LinearOperator } from './operator.ts';

/**
 * P^{−½} A P^{−½} with a diagonal P > 0, flat in the order of θ: symmetric, with the eigenvalues of P⁻¹A.
 *
 * Its sharpness is the preconditioned sharpness λ(P⁻¹H), which Adam holds at (2 + 2β₁)/((1 − β₁)η) with
 * P = (1 − β₁ᵏ) diag(√v̂ + ε); Cohen et al., Adaptive gradient methods at the edge of stability (2022), §2. A product
 * costs one of A. Freeing it frees nothing of A. Shape of p [P].
 *
 * @throws RangeError unless there is one entry in (0, ∞) for each row of A
 */
export function preconditioned(A: LinearOperator, p: Float64Array): LinearOperator {
  const wrong = p.findIndex((x) => !(x > 0 && x < Number.POSITIVE_INFINITY));
  if (wrong >= 0) throw new RangeError(`invalid p; entry ${wrong} not in (0, ∞): ${p[wrong]}`);
  if (p.length !== A.dim)
    throw new RangeError(`invalid p; ${p.length} entries for an operator of ${A.dim}`);
  const s = p.map((x) => 1 / Math.sqrt(x));
  const scaled = (v: ArrayLike<number>) => s.map((x, i) => x * v[i]!);
  return congruent(A, { dim: A.dim, apply: scaled, transpose: scaled });
}
