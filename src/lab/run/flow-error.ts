import type { Scalars } from '../../core/scalars.ts';
import { endpointError } from '../../dynamics/training/flow-error.ts';
import type { Trained } from '../../dynamics/training/train.ts';
import type { RunSpec } from '../experiment/run-spec.ts';
import { methodOf } from '../methods/registry.ts';
import type { Setting } from '../task/task.ts';

/**
 * `flowError`, how far the weights at the end of a flow are off those of the exact flow at that time, ‖θ_τ − θ‖,
 * from the same flow at a tenth of its tolerance; nothing for methods without one. See dynamics/endpoint.ts.
 */
export function flowError(
  { method, measure }: RunSpec,
  { objective, random, readArrays, theta0 }: Setting,
  { loss, t }: Pick<Trained, 'loss' | 't'>,
): Scalars {
  const own = methodOf(method).tolerance;
  if (!measure.flowError || own === undefined || !(t > 0 && Number.isFinite(loss))) return {};
  const at = (tolerance: number) =>
    own.at(tolerance).build({ objective, readArrays, random: random.fork('batches') });
  return { flowError: endpointError(at, theta0, { tolerance: own.value, time: t }) };
}
