import { batches } from '../../dynamics/terms/batches.ts';
import { batchHessians } from '../../probes/operators/batch-hessian.ts';
import { eigenpairs } from '../../probes/spectrum/eigenvalues.ts';
import { meanSquareBounds } from '../../probes/stability/mean-square-bounds.ts';
import { means, size } from '../spec/field.ts';
import { batch, batchesOf } from './noise.ts';
import { defineProbe } from './probe.ts';
import { withCostOf } from './with-cost.ts';

const draws = size(2, 'give the number of mini-batches, such as 300')
  .default(300)
  .meta(
    means('The number of mini-batches for each bound.', {
      source: 'by trial: errors of up to 12 % at B = 1 on the standard recipe',
      example: 1000,
    }),
  );

/** Enough for a direction: the bound holds for any. */
const DIRECTION = { top: 1, tolerance: 1e-2, maxProducts: 100 };

/** Upper bounds of the rate that is stable in mean square, from the initial weights; nothing but for plain SGD. */
export const stabilityBounds = defineProbe({
  about:
    'learning rates beyond which SGD, linearised at the initial weights, is unstable in mean square',
  sources: ['wu2018', 'wu2022', 'mulayoff2024'],
  cost: '600 HVPs of a mini-batch',
  form: '{ draws: 300 }',
  options: { draws },
  outputs: { batchBound: {}, frobeniusBound: {} },
  ofStart: true,
  measure({ method, task }, { draws }) {
    const drawn = method.plainDraws;
    if (drawn === undefined) return undefined;
    const { objective, theta0, hessians, random } = task;
    const H = hessians.at(theta0);
    const own = random.fork('stability-bounds');
    const { top } = eigenpairs(H, { ...DIRECTION, random: own });
    H.dispose();
    const sampled = batchHessians(objective, theta0);
    const { batch, sampling } = drawn;
    // Rows of one epoch's batches depend on each other; here every batch is drawn on its own.
    const one = sampling === 'shuffled' ? 'without-replacement' : sampling;
    const scalars = meanSquareBounds(sampled, {
      batches: batches(objective.examples, batch, one, own.fork('batches')),
      ...{ draws, vector: top[0]!.vector, random: own },
    });
    sampled.dispose();
    const { batchBound, frobeniusBound } = scalars;
    return { scalars: { batchBound: withCostOf(batchBound, top[0]!.value), frobeniusBound } };
  },
});

/** Upper bounds of the rate that is stable in mean square from the weights at hand, with mini-batches of any method's size or of one's own. */
export const finalStabilityBounds = defineProbe({
  about:
    'learning rates beyond which SGD, linearised at these weights, is unstable in mean square; any batch size',
  sources: ['wu2018', 'wu2022', 'mulayoff2024'],
  cost: '600 HVPs of a mini-batch',
  form: '{ draws: 300 }',
  options: {
    batch,
    draws,
  },
  outputs: { finalBatchBound: {}, finalFrobeniusBound: {} },
  measure(context, { batch: asked, draws }) {
    const { task, theta, hessian, random } = context;
    const own = random.fork('final-stability-bounds');
    const { top } = eigenpairs(hessian(), { ...DIRECTION, random: own });
    const rows = batchesOf(context, asked, 'finalStabilityBounds');
    const sampled = batchHessians(task.objective, theta);
    const { batchBound, frobeniusBound } = meanSquareBounds(sampled, {
      ...{ batches: rows, draws, vector: top[0]!.vector, random: own },
    });
    sampled.dispose();
    return {
      scalars: {
        finalBatchBound: withCostOf(batchBound, top[0]!.value),
        finalFrobeniusBound: frobeniusBound,
      },
    };
  },
});
