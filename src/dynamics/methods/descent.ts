import { adaptive, constant } from '../integrate/controller.ts';
import type { Method } from '../integrate/integrate.ts';
import { euler } from '../solvers/euler.ts';
import {
  type AdaptiveSolver,
  adaptiveSolvers,
  type FixedStepSolver,
  fixedStepSolvers,
} from '../solvers/registry.ts';
import type { Batches } from '../terms/batches.ts';
import { type Derivatives, descend, descendOnBatches } from '../terms/descend.ts';

/** θ ← θ − η ∇L(θ). */
export const gradientDescent = (objective: Derivatives, eta: number): Method => ({
  term: descend(objective),
  solver: euler,
  controller: constant(eta),
});

/** θ ← θ − η ∇L_B(θ). */
export const stochasticGradientDescent = (
  objective: Derivatives,
  eta: number,
  batches: Batches,
): Method => ({
  term: descendOnBatches(objective, batches),
  solver: euler,
  controller: constant(eta),
});
/** dθ/dt = −∇L(θ), with the local error of a step kept below tolerance · ‖θ‖. */
export const gradientFlow = (
  objective: Derivatives,
  tolerance: number,
  solver: AdaptiveSolver = 'rkc2',
): Method => ({
  term: descend(objective),
  solver: adaptiveSolvers[solver],
  controller: adaptive(tolerance),
});

/** dθ/dt = −∇L(θ) at a fixed dt; RK4 is stable while dt λ < 2.785, Heun's method while dt λ < 2. */
export const gradientFlowFixedStep = (
  objective: Derivatives,
  dt: number,
  solver: FixedStepSolver = 'rk4',
): Method => ({
  term: descend(objective),
  solver: fixedStepSolvers[solver],
  controller: constant(dt),
});
