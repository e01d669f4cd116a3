import { type Checkpoint, free } from '../integrate/checkpoint.ts';
import { checkpointAt, type TrajectoryPoint } from '../integrate/trajectory-point.ts';

/** A trajectory at one time: weights, and what its solver carries. */
export type Snapped = Pick<Checkpoint, 'step' | 'theta' | 'solver'>;

/** Hands over the trajectory at each of the ascending times that the last step passed, and frees them. */
export function snapshotter(
  times: readonly number[],
  snapshot: (time: number, at: Snapped) => void,
): (point: TrajectoryPoint) => void {
  let next = 0;
  return (point) => {
    while (next < times.length) {
      const time = times[next]!;
      const at = checkpointAt(point, time);
      if (at === undefined) return;
      snapshot(time, at);
      free(at);
      next++;
    }
  };
}
