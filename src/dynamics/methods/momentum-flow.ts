import { decay, positive } from '../../core/check.ts';
import { adaptive } from '../integrate/controller.ts';
import type { Method } from '../integrate/integrate.ts';
import { inertial } from '../solvers/inertial.ts';
import { type ExplicitPair, explicitPairs } from '../solvers/registry.ts';
import { type Derivatives, descend } from '../terms/descend.ts';

/**
 * (η(1 + β)/2) θ″ + (1 − β) θ′ = −∇L(θ), θ′(0) = −∇L(θ₀)/(1 + β): the flow of heavy ball, in t = η × steps.
 *
 * θ_{k+1} − θ_k − β(θ_k − θ_{k−1}) = −η∇L leaves η(1 − β)θ′ + η²(1 + β)θ″/2 + O(η³) = −η∇L. Heavy ball starts at rest and lags
 * its later speed by ηβ/(1 − β)² ∇L in all, and so does this flow from its θ′(0). At a fixed time heavy ball is off it by O(η²),
 * and off dθ/dt = −∇L/(1 − β), the limit of both, by O(η): Kovachki & Stuart, Continuous time analysis of momentum
 * methods, JMLR 22 (2021) 1–40, §§2–3. Past the start both follow −∇(L + (η/4)(1 + β)/(1 − β)² ‖∇L‖²)/(1 − β) to O(η²);
 * Ghosh, Lyu, Zhang & Wang, Implicit regularization in heavy-ball momentum accelerated SGD, ICLR 2023.
 *
 * @throws RangeError unless η is positive and 0 ≤ β < 1
 */
export function momentumFlow(
  objective: Derivatives,
  eta: number,
  beta: number,
  tolerance: number,
  solver: ExplicitPair = 'dormand-prince',
): Method {
  positive('eta', eta);
  decay('beta', beta);
  const inertia = { mass: (eta * (1 + beta)) / 2, friction: 1 - beta, launch: 1 / (1 + beta) };
  return {
    term: descend(objective),
    solver: inertial(explicitPairs[solver], inertia),
    controller: adaptive(tolerance),
  };
}
