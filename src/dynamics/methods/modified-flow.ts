import { adaptive } from '../integrate/controller.ts';
import type { Method } from '../integrate/integrate.ts';
import { type ExplicitPair, explicitPairs } from '../solvers/registry.ts';
import type { Derivatives } from '../terms/descend.ts';
import { descendModified } from '../terms/modified.ts';

/** dθ/dt = −∇(L + (η/4)‖∇L‖²), with the local error of a step kept below tolerance · ‖θ‖. */
export const modifiedFlow = (
  objective: Derivatives,
  eta: number,
  tolerance: number,
  solver: ExplicitPair = 'dormand-prince',
): Method => ({
  term: descendModified(objective, eta),
  solver: explicitPairs[solver],
  controller: adaptive(tolerance),
});
