import { unflattenIn } from '../../engine/tensors/params.ts';
import type { Tensor } from '../../engine/tensors/tensor.ts';
import type { SpecMethod } from '../methods/method.ts';
import type { Task } from '../task/task.ts';

/** The weights of runs, and the task of the first of them, on which all of them are measured. */
export interface Ends {
  readonly task: Task;
  /** That of the first run. */
  readonly method: SpecMethod;
  /** θ of each run. Shapes [P]. */
  readonly points: readonly Float64Array[];
}

/** Weights in the precision of the task, the caller's to free. */
export const tensorsOf = ({ objective, precision }: Task, theta: Float64Array): Tensor[] =>
  unflattenIn(theta, objective.shapes, precision);

/** How the height of a way is found: on a grid that doubles until its error is small, see `barrier`. */
export const HEIGHT = { intervals: 32, maxIntervals: 256, tolerance: 0.01 };
