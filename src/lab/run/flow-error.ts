import type { Scalars } from '../../core/scalars.ts';
import { endpointError } from '../../dynamics/training/flow-error.ts';
import type { Trained } from '../../dynamics/training/trained.ts';
import { finestPrecision } from '../../engine/program/compile.ts';
import type { SpecMethod } from '../methods/method.ts';
import type { Task } from '../task/task.ts';

/**
 * `flowError`, how far the weights at the end of a flow are off those of the exact flow at that time, ‖θ_τ − θ‖,
 * from the same flow at a hundredth of its tolerance; nothing for methods without one. See dynamics/training/flow-error.ts.
 */
export function flowError(
  { objective, draws, readArrays, theta0 }: Task,
  { tolerance }: SpecMethod,
  { theta, loss, t, step }: Pick<Trained, 'theta' | 'loss' | 't' | 'step'>,
): Scalars {
  if (tolerance === undefined || !(t > 0 && Number.isFinite(loss))) return {};
  const at = (other: number) => tolerance.at(other).build({ objective, readArrays, random: draws });
  const options = {
    tolerance: tolerance.value,
    time: t,
    steps: step,
    precision: finestPrecision(),
  };
  return { flowError: endpointError(theta, at, theta0, options) };
}
