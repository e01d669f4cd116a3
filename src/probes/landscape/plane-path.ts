import { fields, type Resumable } from '../../core/resumable.ts';
import { axpy, dot, norm } from '../../linalg/float64.ts';

/** Where a trajectory goes in a plane that it need not stay in. */
export interface PlanePath extends Resumable<PathState> {
  add(theta: Float64Array): void;
  /** Coordinates of all points, in order. Shape [n][2]. */
  readonly path: readonly (readonly [number, number])[];
  /** The largest distance from the plane, over the largest from the start; 0 where it never left that. */
  outside(): number;
}

interface PathState {
  readonly path: readonly (readonly [number, number])[];
  readonly far: number;
  readonly off: number;
}

/** The path of weights through the plane of two orthonormal directions in which `start` lies. Shapes [P]. */
export function planePath(
  start: Float64Array,
  directions: readonly [Float64Array, Float64Array],
): PlanePath {
  const own: { path: readonly (readonly [number, number])[]; far: number; off: number } = {
    ...{ path: [], far: 0, off: 0 },
  };
  return {
    ...fields<PathState>(own),
    get path() {
      return own.path;
    },
    add(theta) {
      const [a, b] = directions;
      const at = [dot(a, theta), dot(b, theta)] as const;
      const rest = axpy(-at[1], b, axpy(-at[0], a, theta));
      own.path = [...own.path, at];
      own.far = Math.max(own.far, norm(axpy(-1, start, theta)));
      own.off = Math.max(own.off, norm(rest));
    },
    outside: () => (own.far === 0 ? 0 : own.off / own.far),
  };
}
