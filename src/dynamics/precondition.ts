import { div, type Params } from '../engine/tensor.ts';
import type { Term } from './term.ts';

/**
 * P⁻¹ f(θ) with a fixed diagonal P > 0, of the shapes of θ; its Jacobian is P⁻¹ ∂f/∂θ.
 *
 * With Euler's method on −∇L it is preconditioned gradient descent, θ ← θ − ηP⁻¹∇L(θ), stable on a
 * quadratic while ηλ_max(P⁻¹H) < 2; Nocedal & Wright, Numerical Optimization, §5.1 and §2.2. The tensors
 * of P stay the caller's, and must live as long as the term. Noise of the term stays as it is.
 */
export const precondition = (term: Term, P: Params): Term => {
  const scaled = (x: Params) => x.map((xi, i) => div(xi, P[i]!));
  const { jacobian } = term;
  return {
    ...term,
    drift: (theta, feeds) => scaled(term.drift(theta, feeds)),
    ...(jacobian && { jacobian: (theta, v, feeds) => scaled(jacobian(theta, v, feeds)) }),
  };
};
