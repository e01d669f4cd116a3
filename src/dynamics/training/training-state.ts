import { free } from '../integrate/checkpoint.ts';
import { type PlainCheckpoint, plainCheckpoint } from '../integrate/plain-checkpoint.ts';
import type { TrajectoryPoint } from '../integrate/trajectory-point.ts';
import type { SnapshotterState } from './snapshots.ts';
import type { MonitorState } from './stop-monitor.ts';
import type { SearchState } from './target-search.ts';

/** All that a training needs to go on from one of its points to the same bytes, as plain data. */
export interface TrainingState {
  readonly at: PlainCheckpoint;
  readonly loop: LoopState;
  readonly monitor: MonitorState;
  readonly search?: SearchState;
  readonly snapshots?: SnapshotterState;
}

/** What the loop over the points of a training remembers of them. */
export interface LoopState {
  readonly initialLoss: number;
  /** At this point; NaN where it was not evaluated. */
  readonly loss: number;
  /** The step of the next evaluation. */
  readonly due: number;
  /** Whether this point was judged by its loss. */
  readonly judged: boolean;
  /** Whether a loss between two evaluations has diverged. */
  readonly gone: boolean;
}

/** Where a trajectory is, as plain data. */
export function plainPoint(point: TrajectoryPoint): PlainCheckpoint {
  const at = point.checkpoint();
  const plain = plainCheckpoint(at);
  free(at);
  return plain;
}
