import { div } from '../../engine/tensors/operations.ts';
import { unflatten } from '../../engine/tensors/params.ts';
import type { Params } from '../../engine/tensors/tensor.ts';
import type { Term } from '../integrate/term.ts';

/**
 * P⁻¹ f(θ) with a fixed diagonal P > 0, flat in the order of θ, shape [P]; its Jacobian is P⁻¹ ∂f/∂θ.
 *
 * With Euler's method on −∇L it is preconditioned gradient descent, θ ← θ − ηP⁻¹∇L(θ), stable on a
 * quadratic while ηλ_max(P⁻¹H) < 2; Nocedal & Wright, Numerical Optimization, §5.1 and §2.2. Noise
 * of the term stays as it is.
 *
 * @throws RangeError unless every entry is in (0, ∞); the drift, if there is not one per parameter
 */
export function precondition(term: Term, diagonal: Float64Array): Term {
  const wrong = diagonal.findIndex((p) => !(p > 0 && p < Number.POSITIVE_INFINITY));
  if (wrong >= 0)
    throw new RangeError(`invalid diagonal; entry ${wrong} not in (0, ∞): ${diagonal[wrong]}`);
  // Made while the drift is traced, so that they are constants of its graph.
  const scaled = (x: Params) => {
    const P = unflatten(
      diagonal,
      x.map(({ shape }) => shape),
    );
    return x.map((xi, i) => div(xi, P[i]!));
  };
  const { jacobian } = term;
  return {
    ...term,
    preconditioner: diagonal,
    drift: (theta, feeds) => scaled(term.drift(theta, feeds)),
    ...(jacobian && { jacobian: (theta, v, feeds) => scaled(jacobian(theta, v, feeds)) }),
  };
}
