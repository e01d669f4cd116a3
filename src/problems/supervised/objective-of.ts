import { totalSize } from '../../core/shapes.ts';
import {
  formGradient,
  hessianVectorProduct,
  valueAndGradient,
} from '../../engine/derivatives/autodiff.ts';
import type { Objective } from '../../objective/objective.ts';

/**
 * An objective from its value alone; derivatives follow by differentiation.
 *
 * @example
 * const bowl = objectiveOf(([x]) => ops.sum(ops.square(x!)), [[2]]);
 * const H = hessian(bowl, [tensor(Float32Array.of(1, 1), [2])]);
 * console.log(H.matvec(Float64Array.of(1, 3)).join(' ')); // 2 6
 */
export function objectiveOf(
  value: Objective['value'],
  shapes: readonly (readonly number[])[],
  examples = 1,
): Objective {
  return {
    shapes,
    parameters: totalSize(shapes),
    examples,
    value,
    gradient: (theta, rows) => valueAndGradient((q) => value(q, rows), theta),
    hvp: (theta, v, rows) => hessianVectorProduct((q) => value(q, rows), theta, v),
    formGradient: (theta, v) => formGradient((q) => value(q), theta, v),
  };
}
