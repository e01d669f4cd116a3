import { addCosts, costSince, exact } from '../../../core/estimate.ts';
import { together } from '../../../core/resumable.ts';
import { everySteps } from '../../../dynamics/integrate/pace.ts';
import { compile } from '../../../engine/program/compile.ts';
import { dispose } from '../../../engine/tensors/memory.ts';
import { flatten64 } from '../../../engine/tensors/params.ts';
import { norm } from '../../../linalg/float64.ts';
import { extend } from '../../../linalg/orthonormal.ts';
import { planePath } from '../../../probes/landscape/plane-path.ts';
import { vectorSlice } from '../../../probes/landscape/slices.ts';
import { means, positive, size, whole } from '../../spec/field.ts';
import { most } from '../../spec/limits.ts';
import type { Task } from '../../task/task.ts';
import type { LossGrid } from '../landscape.ts';
import { defineWatch } from '../probe.ts';

/** The loss on the plane of a start, and the way of a run through it, in units of ‖θ₀‖. */
export interface StartPlaneArrays extends LossGrid {
  /** Where the run was at its looks, from its start on. Shape [k][2]. */
  readonly path: readonly (readonly [number, number])[];
}

export const startPlane = defineWatch({
  about:
    'the way of a run through the plane of θ = 0, its start θ₀ and −∇L(θ₀), which all methods from one start share, and the loss on that plane',
  sources: { none: 'the span of two vectors' },
  cost: 'a forward pass a look and a point of the grid, 1681 of those by default',
  form: '{ every: 1, looks: 200, points: 41, range: 1.25 }',
  options: {
    every: whole(1, 'give the steps from one look to the next, such as 1')
      .default(1)
      .meta(means('The steps from one look to the next.', { source: 'every step', example: 5 })),
    looks: size(2, 'give the largest number of looks, such as 200')
      .default(200)
      .meta(
        means('The largest number of looks.', {
          source: 'chosen: more are not told apart in a figure',
          example: 400,
        }),
      ),
    points: size(2, 'give the points along each axis, such as 41', most.gridPoints)
      .default(41)
      .meta(
        means('The points along each axis of the grid.', {
          source: 'chosen: 1681 forward passes',
          example: 21,
        }),
      ),
    range: positive('give how far the grid reaches in units of ‖θ₀‖, such as 1.25')
      .default(1.25)
      .meta(
        means('How far the grid reaches, in units of ‖θ₀‖.', {
          source: 'chosen: the start with a margin about it',
          example: 2,
        }),
      ),
  },
  outputs: {
    offPlane: {
      name: 'largest distance from the plane of the start',
      axis: 'Distance from the plane over distance from θ₀',
      associated: false,
    },
  },
  arrays: { losses: 'planeLosses', path: 'planePath' },
  needs: ['run'],
  watch({ task }, { every, looks, points, range }) {
    const theta0 = flatten64(task.theta0);
    const size = norm(theta0);
    const begun = performance.now();
    const basis: Float64Array[] = [];
    if (!(extend(basis, theta0) && extend(basis, descentAt(task)))) return undefined;
    const gradient = costSince(begun, { gradients: 1 });
    const [along, across] = basis as [Float64Array, Float64Array];
    const way = planePath(theta0, [along, across]);
    way.add(theta0);
    return {
      ...together({ way }),
      pace: everySteps(every),
      look(at) {
        if (at.step > 0 && way.path.length < looks) way.add(at.weights());
      },
      measured() {
        const scaled = (vector: Float64Array) => vector.map((x) => size * x);
        const { cost, axes, losses } = vectorSlice(
          task.objective,
          theta0.map(() => 0),
          [
            { label: 'Along θ₀, in units of ‖θ₀‖', vector: scaled(along) },
            { label: 'Along −∇L(θ₀), across θ₀', vector: scaled(across) },
          ],
          { range, points },
        );
        const path = way.path.map(([a, b]) => [a / size, b / size] as const);
        const arrays: StartPlaneArrays = { axes, losses, path };
        return {
          scalars: { offPlane: exact(way.outside(), addCosts(gradient, cost)) },
          arrays,
        };
      },
    };
  },
});

/** −∇L(θ₀). Shape [P]. */
function descentAt({ objective, precision, theta0 }: Task): Float64Array {
  const program = compile((theta) => objective.gradient(theta).gradient, precision);
  const gradient = program([...theta0]);
  const descent = flatten64(gradient).map((x) => -x);
  dispose(gradient);
  program.dispose();
  return descent;
}
