import * as z from 'zod';
import { addCosts, type Cost, exact } from '../../core/estimate.ts';
import { flatten64 } from '../../engine/tensors/params.ts';
import type { LossSlice } from '../../probes/landscape/slice.ts';
import { interpolation, randomSlice, vectorSlice } from '../../probes/landscape/slices.ts';
import { eigenpairs } from '../../probes/spectrum/eigenvalues.ts';
import { fraction, means, oneOf, positive, size } from '../spec/field.ts';
import { most } from '../spec/limits.ts';
import { defineProbe, type ProbeContext } from './probe.ts';

const landscapeDirections = ['random', 'eigenvectors'] as const;

export const landscape = defineProbe({
  about:
    'the loss on a line or plane of random, filter-normalised directions, or of the leading eigenvectors',
  sources: ['li2018'],
  further: ({ directions }) => (directions === 'eigenvectors' ? ['wu2000'] : []),
  cost: 'a forward pass a point; some 20 to 40 HVPs for eigenvectors',
  form: '{ directions: random, dimensions: 2, range: 1, points: 21 }',
  options: {
    dimensions: z
      .union([z.literal(1), z.literal(2)], { error: 'give 1 or 2' })
      .default(2)
      .meta(means('Whether on a line or on a plane.', { source: 'a plane', example: 1 })),
    directions: oneOf(landscapeDirections)
      .default('random')
      .meta(
        means(
          'Which directions: random and filter-normalised, or eigenvectors of the largest eigenvalues.',
          {
            source: 'Li et al. 2018',
            example: 'eigenvectors',
          },
        ),
      ),
    range: positive('give the range in units of the filters’ norms, such as 1')
      .default(1)
      .meta(
        means(
          'How far from the weights, in units of the filters’ norms; along eigenvectors a distance.',
          {
            source: 'Li et al. 2018',
            example: 0.5,
          },
        ),
      ),
    points: size(2, 'give the points along each axis, such as 21', most.gridPoints)
      .default(21)
      .meta(
        means('The points along each axis.', {
          source: 'chosen: 441 forward passes on a plane',
          example: 41,
        }),
      ),
  },
  outputs: { landscapeMinimum: { associated: false } },
  arrays: { losses: 'landscapeLosses' },
  measure(context, options) {
    const { slice, cost } = slices[options.directions](context, options);
    const least = Math.min(...slice.losses.flat().filter(Number.isFinite));
    return {
      scalars: { landscapeMinimum: exact(least, cost) },
      arrays: gridOf(slice),
    };
  },
});

interface Extent {
  readonly dimensions: 1 | 2;
  readonly range: number;
  readonly points: number;
}

/** The list of directions. */
const slices: Readonly<
  Record<
    (typeof landscapeDirections)[number],
    (context: ProbeContext, extent: Extent) => { slice: LossSlice; cost: Cost }
  >
> = {
  random({ task, theta, random }, extent) {
    const options = { ...extent, random: random.fork('landscape') };
    const slice = randomSlice(task.objective, flatten64(theta), options);
    return { slice, cost: slice.cost };
  },
  eigenvectors({ task, theta, random, hessian }, { dimensions, ...extent }) {
    const own = { random: random.fork('landscape'), tolerance: 0.01, maxProducts: 500 };
    const { top } = eigenpairs(hessian(), { top: dimensions, ...own });
    const vectors = top.map(({ vector }, k) => ({
      label: dimensions === 1 ? 'Eigenvector' : `Eigenvector ${k + 1}`,
      vector,
    }));
    const slice = vectorSlice(task.objective, flatten64(theta), vectors, extent);
    return { slice, cost: addCosts(slice.cost, top[0]!.value.cost) };
  },
};

export const barrier = defineProbe({
  about: 'the barrier of the loss on the straight way from the initial weights to these',
  sources: ['entezari2022'],
  cost: 'a forward pass a point, 17 to 129',
  form: '{ intervals: 16, maxIntervals: 128, tolerance: 0.01 }',
  options: {
    intervals: size(2, 'give the intervals of the first grid, such as 16')
      .default(16)
      .meta(
        means('The intervals of the first grid on the way.', {
          source: 'by trial: fine enough to see a hill of a tenth of the way',
          example: 32,
        }),
      ),
    maxIntervals: size(2, 'give the intervals of the last grid, such as 128')
      .default(128)
      .meta(
        means('The intervals of the last grid; each has twice those of the one before.', {
          source: 'chosen: the first grid, three times halved',
          example: 256,
        }),
      ),
    tolerance: fraction('give the error relative to the greatest loss, such as 0.01')
      .default(0.01)
      .meta(
        means('The error, relative to the greatest loss, at which no finer grid is taken.', {
          source: 'chosen: below what a figure shows',
          example: 1e-3,
        }),
      ),
  },
  outputs: { barrier: {} },
  arrays: { losses: 'barrierLosses' },
  needs: ['initial-weights'],
  measure({ task, theta }, options) {
    const { objective, theta0 } = task;
    const { height, slice } = interpolation(
      objective,
      flatten64(theta0),
      flatten64(theta),
      options,
    );
    return { scalars: { barrier: height }, arrays: gridOf(slice) };
  },
});

/** The axes of a slice with their coordinates, and the losses over them; see {@link LossSlice}. */
export type LossGrid = Pick<LossSlice, 'axes' | 'losses'>;

const gridOf = ({ axes, losses }: LossSlice): LossGrid => ({ axes, losses });
