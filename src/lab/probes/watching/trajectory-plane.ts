import { exact } from '../../../core/estimate.ts';
import { together } from '../../../core/resumable.ts';
import { trajectorySlice } from '../../../probes/landscape/slices.ts';
import { thinnedPath } from '../../../probes/landscape/thinned-path.ts';
import { means, size, whole } from '../../spec/field.ts';
import { most } from '../../spec/limits.ts';
import type { LossGrid } from '../landscape.ts';
import { defineWatch } from '../probe.ts';

/** The loss on the plane in which a run moved most, and its way through it, in distances of weights from its last look. */
export interface TrajectoryPlaneArrays extends LossGrid {
  /** Where the run was at its looks, from its start on. Shape [k][2]. */
  readonly path: readonly (readonly number[])[];
}

/** Fewer points span no plane. */
const LEAST_LOOKS = 3;

export const trajectoryPlane = defineWatch({
  about:
    'the loss on the plane of the first two principal components of a run’s weights, and the way of the run through it',
  sources: ['li2018'],
  cost: 'a forward pass a point of the grid, 441 by default; the weights of each look are held',
  form: '{ every: 10, looks: 100, points: 21 }',
  options: {
    every: whole(1, 'give the steps from one look to the next, such as 10')
      .default(10)
      .meta(
        means('The steps from one look to the next, doubled as often as there would be too many.', {
          source: 'chosen: neighbouring looks see much the same',
          example: 1,
        }),
      ),
    looks: size(LEAST_LOOKS, 'give the largest number of looks, such as 100')
      .default(100)
      .meta(
        means('The largest number of looks, whose weights are held until the end.', {
          source: 'chosen: more are not told apart in a figure',
          example: 40,
        }),
      ),
    points: size(2, 'give the points along each axis, such as 21', most.gridPoints)
      .default(21)
      .meta(
        means('The points along each axis of the grid.', {
          source: 'chosen: 441 forward passes',
          example: 41,
        }),
      ),
  },
  outputs: {
    trajectoryShare: {
      name: 'share of a trajectory’s variance in its plane',
      axis: 'Share of the variance in the plane',
      associated: false,
    },
  },
  arrays: { losses: 'trajectoryLosses', path: 'trajectoryPath' },
  needs: ['run'],
  watch({ task }, { every, looks, points }) {
    const way = thinnedPath(every, looks);
    return {
      ...together({ way }),
      pace: ({ step }) => way.spacing - (step % way.spacing),
      look: (at) => way.add(at.step, at.weights()),
      measured() {
        if (way.points.length < LEAST_LOOKS) return undefined;
        const slice = sliceOf(task.objective, way.points, points);
        if (slice === undefined) return undefined;
        const { axes, losses, path, shares, cost } = slice;
        const arrays: TrajectoryPlaneArrays = { axes, losses, path: path! };
        return {
          scalars: { trajectoryShare: exact(shares[0]! + shares[1]!, cost) },
          arrays,
        };
      },
    };
  },
});

/** Undefined where the looks lie on a line, as those of a run at rest. */
function sliceOf(
  objective: Parameters<typeof trajectorySlice>[0],
  looks: readonly Float64Array[],
  points: number,
) {
  try {
    return trajectorySlice(objective, looks, { points });
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}
