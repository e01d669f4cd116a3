import { adaptive } from '../integrate/controller.ts';
import type { Method } from '../integrate/integrate.ts';
import { type ExplicitPair, explicitPairs } from '../solvers/registry.ts';
import type { Derivatives } from '../terms/descend.ts';
import { descendReshuffled } from '../terms/shuffled.ts';

/** dθ/dt = −∇(L + (η/4)(‖∇L‖² + (n − B)/(n − 1) tr C/B)), with the local error of a step kept below tolerance · ‖θ‖. */
export const shuffledFlow = (
  objective: Derivatives,
  eta: number,
  batch: number,
  tolerance: number,
  solver: ExplicitPair = 'dormand-prince',
): Method => ({
  term: descendReshuffled(objective, eta, batch),
  solver: explicitPairs[solver],
  controller: adaptive(tolerance),
});
