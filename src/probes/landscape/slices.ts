import { positive } from '../../core/check.ts';
import type { Rng } from '../../core/random.ts';
import type { Precision } from '../../engine/program/compile.ts';
import { type Barrier, type BarrierOptions, barrier } from './barrier.ts';
import { filterNormalised } from './filter-normalised.ts';
import { principalDirections } from './principal.ts';
import { section, type Valued } from './section.ts';
import { type LossSlice, type SliceAxis, sliceOf, spaced } from './slice.ts';

export interface SliceOptions {
  /** Evaluations along each axis, ≥ 2; odd, so that θ is one of them. */
  readonly points: number;
  readonly precision?: Precision;
}

export interface RandomSliceOptions extends SliceOptions {
  readonly dimensions: 1 | 2;
  /** Coordinates run from −range to range, > 0, in units of the filters' norms; 1 in Li et al. 2018. */
  readonly range: number;
  readonly random: Rng;
}

/** The loss along one or two random directions, filter by filter as long as the weights; see `filterNormalised`. */
export function randomSlice(
  objective: Valued,
  theta: Float64Array,
  { dimensions, random, ...options }: RandomSliceOptions,
): LossSlice {
  const vectors = Array.from({ length: dimensions }, (_, k) => ({
    label: dimensions === 1 ? 'Random direction' : `Random direction ${k + 1}`,
    vector: filterNormalised(theta, objective.shapes, random.fork('axis', k)),
  }));
  return vectorSlice(objective, theta, vectors, options);
}

/** A direction with a name: an eigenvector, say. */
export interface NamedVector {
  readonly label: string;
  /** Its length is the unit of the axis. Shape [P]. */
  readonly vector: Float64Array;
}

/** The loss along one or two given directions through θ. Shape of θ: [P]. */
export function vectorSlice(
  objective: Valued,
  theta: Float64Array,
  vectors: readonly NamedVector[],
  { range, points, precision }: SliceOptions & { readonly range: number },
): LossSlice {
  positive('range', range);
  const at = spaced(-range, range, points);
  const axes = vectors.map(({ label }) => ({ label, at }));
  return through(
    objective,
    theta,
    vectors.map(({ vector }) => vector),
    axes,
    precision,
  );
}

export interface TrajectorySlice extends LossSlice {
  /** Share of the variance of the trajectory along each axis. */
  readonly shares: readonly number[];
}

/** Room around a trajectory, as a share of its extent; by trial. */
const MARGIN = 0.25;

/**
 * The loss on the plane of a trajectory's first two principal components through its last point, with the trajectory.
 *
 * See `principalDirections`. The trajectory is projected: off the plane its losses are others. Shape [n][P].
 *
 * @throws RangeError where the points span no plane
 */
export function trajectorySlice(
  objective: Valued,
  points: readonly Float64Array[],
  options: SliceOptions,
): TrajectorySlice {
  const { directions, shares, coordinates } = principalDirections(points, 2);
  const axes = directions.map((_, k): SliceAxis => {
    const along = coordinates.map((c) => c[k]!);
    const [low, high] = [Math.min(...along), Math.max(...along)];
    const room = MARGIN * (high - low);
    return {
      label: `Principal component ${k + 1} (${percent(shares[k]!)} of variance)`,
      at: spaced(low - room, high + room, options.points),
    };
  });
  const slice = through(objective, points.at(-1)!, directions, axes, options.precision);
  return { ...slice, path: coordinates, shares };
}

/** The loss on the straight way from `a` to `b`, with its barrier; see `barrier`. Shapes [P]. */
export function interpolation(
  objective: Valued,
  a: Float64Array,
  b: Float64Array,
  { precision, ...options }: BarrierOptions & { readonly precision?: Precision },
): Barrier {
  const way = section(objective, a, [b.map((bi, i) => bi - a[i]!)], precision);
  try {
    return barrier(way.loss, options);
  } finally {
    way.dispose();
  }
}

/** The loss on a line or plane through θ, at these places along each direction. Shapes of θ and directions: [P]. */
export const planeSlice = (
  objective: Valued,
  theta: Float64Array,
  directions: readonly Float64Array[],
  axes: readonly SliceAxis[],
): LossSlice => through(objective, theta, directions, axes, undefined);

function through(
  objective: Valued,
  theta: Float64Array,
  vectors: readonly Float64Array[],
  axes: readonly SliceAxis[],
  precision: Precision | undefined,
): LossSlice {
  const plane = section(objective, theta, vectors, precision);
  try {
    return sliceOf(plane.loss, axes);
  } finally {
    plane.dispose();
  }
}

const percent = (share: number) => `${(100 * share).toFixed(share < 0.1 ? 1 : 0)} %`;
