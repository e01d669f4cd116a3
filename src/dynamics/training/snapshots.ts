import { fields, type Resumable } from '../../core/resumable.ts';
import { type Checkpoint, free } from '../integrate/checkpoint.ts';
import { checkpointAt, type TrajectoryPoint } from '../integrate/trajectory-point.ts';

/** A trajectory at one time: weights, and what its solver carries. */
export type Snapped = Pick<Checkpoint, 'step' | 'theta' | 'solver'>;

/** Hands over the trajectory at each of the ascending times that the last step passed, and frees them. */
export interface Snapshotter extends Resumable<SnapshotterState> {
  pass(point: TrajectoryPoint): void;
}

/** How many of the times are over. */
export interface SnapshotterState {
  readonly next: number;
}

/** See {@link Snapshotter}. */
export function snapshotter(
  times: readonly number[],
  snapshot: (time: number, at: Snapped) => void,
): Snapshotter {
  const own = { next: 0 };
  return {
    ...fields<SnapshotterState>(own),
    pass(point) {
      while (own.next < times.length) {
        const time = times[own.next]!;
        const at = checkpointAt(point, time);
        if (at === undefined) return;
        snapshot(time, at);
        free(at);
        own.next++;
      }
    },
  };
}
