import { InputError } from '../../core/error.ts';
import type { Cost } from '../../core/estimate.ts';
import { spaced } from '../../probes/landscape/slice.ts';
import { planeSlice } from '../../probes/landscape/slices.ts';
import { type PlaneOfThree, planeOfThree } from '../../probes/landscape/three-points.ts';
import type { LossGrid } from '../probes/landscape.ts';
import type { Task } from '../task/task.ts';

/** The training loss on a grid over a plane, and points in it. */
export interface Plane extends LossGrid {
  /** Where each lies. Shape [k][2]. */
  readonly points: readonly (readonly [number, number])[];
  readonly cost: Cost;
}

/** Room about the points, as a share of their extent; by trial. */
const MARGIN = 0.3;

/**
 * The training loss on the plane through three weights, with distances as they are.
 *
 * @throws InputError where they lie on a line
 */
export function planeThrough(
  { objective }: Task,
  [a, b, c]: readonly [Float64Array, Float64Array, Float64Array],
  points: number,
): Plane & Pick<PlaneOfThree, 'directions'> {
  const { directions, coordinates } = planeFrom(a, b, c);
  const axes = (['From A towards B', 'Across it'] as const).map((label, k) => {
    const along = coordinates.map((at) => at[k]!);
    const [low, high] = [Math.min(...along), Math.max(...along)];
    const room = MARGIN * (high - low);
    return { label, at: spaced(low - room, high + room, points) };
  });
  const { losses, cost } = planeSlice(objective, a, directions, axes);
  return { axes, losses, points: coordinates, directions, cost };
}

function planeFrom(...points: readonly [Float64Array, Float64Array, Float64Array]): PlaneOfThree {
  try {
    return planeOfThree(...points);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new InputError(
      'the weights of the three lie on a line, and span no plane: name three runs that ended at different weights',
    );
  }
}
