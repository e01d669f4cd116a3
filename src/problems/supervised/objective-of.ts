import { totalSize } from '../../core/shapes.ts';
import {
  formGradient,
  hessianVectorProduct,
  valueAndGradient,
} from '../../engine/derivatives/autodiff.ts';
import type { Objective } from '../../objective/objective.ts';

/** An objective from its value alone; derivatives follow by differentiation. */
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
