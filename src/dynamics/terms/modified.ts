import { positive } from '../../core/check.ts';
import { add, mul, neg } from '../../engine/tensors/operations.ts';
import type { Term } from '../integrate/term.ts';
import type { Derivatives } from './descend.ts';

/**
 * f(θ) = −∇(L + (η/4)‖∇L‖²) = −(∇L + (η/2) ∇²L ∇L), the modified equation of gradient descent.
 *
 * Its flow stays within O(η²) of gradient descent of rate η over a fixed time, where that of −∇L stays
 * within O(η): Barrett & Dherin, Implicit gradient regularization, ICLR 2021, §3, eqs. (4)–(5). On a
 * quadratic a mode of curvature h decays at the rate h + ηh²/2, while descent has −ln(1 − ηh)/η. One drift
 * is a gradient and a Hessian–vector product. Its Jacobian holds third derivatives of L and is not given.
 *
 * @throws RangeError unless η is positive and finite
 */
export function descendModified(objective: Derivatives, eta: number): Term {
  positive('eta', eta);
  return {
    size: objective.parameters * objective.examples,
    work: { gradients: 1, hvps: 1 },
    drift(theta) {
      const { gradient } = objective.gradient(theta);
      const product = objective.hvp(theta, gradient);
      return gradient.map((g, i) => neg(add(g, mul(product[i]!, eta / 2))));
    },
  };
}
