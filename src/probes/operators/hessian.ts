import type { Precision } from '../../engine/program/compile.ts';
import type { Params } from '../../engine/tensors/tensor.ts';
import type { LinearOperator } from '../../linalg/operator.ts';
import { type Curved, curvature } from './curvature.ts';
import { type OperatorFamily, standalone } from './family.ts';
import { withRoundOff } from './round-off.ts';
import { summedOperator } from './summed-operator.ts';

/**
 * Vectors whose forms share one graph, and so the reading of the inputs; measured with npm run bench. Such a
 * graph takes about a quarter of a second more to compile, so it is for objectives with at least so many
 * parameters × examples, a bound chosen by trial.
 */
const TOGETHER = 8;
const HEAVY = 1e7;

/**
 * The Hessian ∇²L(θ) as an operator of its own; see `hessians`.
 *
 * @example
 * const H = hessian(objective, theta0);
 * console.log(H.dim); // 12730
 * H.dispose();
 */
export const hessian = (objective: Curved, theta: Params, precision?: Precision): LinearOperator =>
  standalone(hessians(objective, precision), theta);

/**
 * The Hessians ∇²L(θ) of an objective as operators.
 *
 * The passes through the network at θ run once, at the first product, and their activations are kept; a
 * product then costs about a gradient, and a form vᵀHv about half of one. Where they would take more than
 * half a gigabyte they run anew each time.
 */
export function hessians(
  objective: Curved,
  precision: Precision = objective.precision ?? 'single',
): OperatorFamily {
  const programs = curvature(objective, precision);
  const { shapes, parameters, examples } = objective;
  const together = parameters * examples >= HEAVY ? TOGETHER : 1;
  return withRoundOff(
    {
      at: (theta, rows) =>
        summedOperator(programs.at(theta, rows), shapes, parameters, precision, together),
      dispose: programs.dispose,
    },
    precision,
  );
}
