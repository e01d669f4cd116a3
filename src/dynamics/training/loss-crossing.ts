import { dispose } from '../../engine/tensors/memory.ts';
import type { Params, Tensor } from '../../engine/tensors/tensor.ts';
import type { TrajectoryPoint } from '../integrate/trajectory-point.ts';

/** Relative distance below the target at which a crossing counts as found; well under the change of a step of GD. */
const TOLERANCE = 2e-3;

/** Where a step crosses its target loss. The weights belong to the caller. */
export interface LossCrossing {
  readonly theta: readonly Tensor[];
  readonly t: number;
  readonly loss: number;
}

/** Bisects the step that led to this point for the time at which the loss falls to the target. */
export function lossCrossing(
  point: TrajectoryPoint,
  target: number,
  loss: (theta: Params) => number,
): LossCrossing {
  let low = point.from;
  let best = { t: point.t, theta: point.at(point.t), loss: loss(point.theta) };
  for (let k = 0; k < 20 && best.loss < target * (1 - TOLERANCE); k++) {
    const middle = (low + best.t) / 2;
    const theta = point.at(middle);
    const value = loss(theta);
    if (value <= target) {
      dispose(best.theta);
      best = { t: middle, theta, loss: value };
    } else {
      dispose(theta);
      low = middle;
    }
  }
  return best;
}
