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

/**
 * θ ← θ − η ∇L(θ).
 *
 * @example
 * const loss = lossOf(objective);
 * const end = train(gradientDescent(objective, 0.05), theta0, { loss, stop: { steps: 100 } });
 * console.log(end.loss.toFixed(3)); // 0.080
 */
export const gradientDescent = (objective: Derivatives, eta: number): Method => ({
  term: descend(objective),
  solver: euler,
  controller: constant(eta),
});

/**
 * θ ← θ − η ∇L_B(θ).
 *
 * @example
 * const rows = batches(data.count, 20, 'shuffled', rng(0));
 * const sgd = stochasticGradientDescent(objective, 0.05, rows);
 * const end = train(sgd, theta0, { loss: lossOf(objective), stop: { steps: 100 } });
 * console.log(end.loss.toFixed(3)); // 0.092
 */
export const stochasticGradientDescent = (
  objective: Derivatives,
  eta: number,
  batches: Batches,
): Method => ({
  term: descendOnBatches(objective, batches),
  solver: euler,
  controller: constant(eta),
});
/**
 * dθ/dt = −∇L(θ), with the local error of a step kept below tolerance · ‖θ‖.
 *
 * @example
 * const flow = gradientFlow(objective, 1e-4);
 * const end = train(flow, theta0, { loss: lossOf(objective), stop: { time: 5 } });
 * console.log(end.loss.toFixed(3)); // 0.079
 */
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
