import { integerAtLeast } from '../../core/check.ts';
import { fields, type Resumable } from '../../core/resumable.ts';

/** Points of a trajectory at equal distances in steps, however long it goes on. */
export interface ThinnedPath extends Resumable<PathState> {
  /** Keeps a point if it is due. Shape [P]. */
  add(step: number, theta: Float64Array): void;
  /** Steps from one point to the next. */
  readonly spacing: number;
  /** Shape [n][P]. */
  readonly points: readonly Float64Array[];
}

interface PathState {
  readonly points: readonly Float64Array[];
  readonly spacing: number;
}

/**
 * A path that keeps a point every `every` steps, and where there would be more than `most`, every second of them from then on.
 *
 * @throws RangeError unless every ≥ 1 and most ≥ 2 are integers
 */
export function thinnedPath(every: number, most: number): ThinnedPath {
  integerAtLeast('every', every, 1);
  integerAtLeast('most', most, 2);
  const own: { points: readonly Float64Array[]; spacing: number } = { points: [], spacing: every };
  return {
    ...fields<PathState>(own),
    get points() {
      return own.points;
    },
    get spacing() {
      return own.spacing;
    },
    add(step, theta) {
      if (step % own.spacing !== 0) return;
      if (own.points.length === most) {
        own.points = own.points.filter((_, k) => k % 2 === 0);
        own.spacing *= 2;
        if (step % own.spacing !== 0) return;
      }
      own.points = [...own.points, theta];
    },
  };
}
