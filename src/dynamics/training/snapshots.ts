import { dispose } from '../../engine/tensors/memory.ts';
import type { Params } from '../../engine/tensors/tensor.ts';
import { type TrajectoryPoint, weightsAt } from '../integrate/trajectory-point.ts';

/** Hands over the weights at each of the ascending times that the last step passed, and frees them. */
export function snapshotter(
  times: readonly number[],
  snapshot: (time: number, theta: Params) => void,
): (point: TrajectoryPoint) => void {
  let next = 0;
  return (point) => {
    while (next < times.length) {
      const time = times[next]!;
      const theta = weightsAt(point, time);
      if (theta === undefined) return;
      snapshot(time, theta);
      dispose(theta);
      next++;
    }
  };
}
