import { InputError } from '../../../core/error.ts';
import { exact } from '../../../core/estimate.ts';
import { batchHessians, exampleHessians } from '../../../probes/operators/batch-hessian.ts';
import { squaredHessians } from '../../../probes/operators/squared-hessians.ts';
import { meanSquareGrowth as growthOf } from '../../../probes/stability/mean-square-growth.ts';
import {
  contractingRate,
  meanSquareThreshold as thresholdOf,
} from '../../../probes/stability/mean-square-threshold.ts';
import { secondMomentContraction as contractionOf } from '../../../probes/stability/second-moment-contraction.ts';
import { batchVariance } from '../../../stats/means/batch-variance.ts';
import { fraction, means, size } from '../../spec/field.ts';
import { lanczosKeys } from '../estimate-keys.ts';
import { batch, batchesOf, batchSize } from '../noise.ts';
import { defineProbe, type ProbeContext, type ProblemSize } from '../probe.ts';
import { rate, rateAt } from '../steps/rate-at.ts';
import { sampling } from './keys.ts';

/** Of a number that is read against 1. */
const { maxIterations } = lanczosKeys;
const tolerance = fraction('give a relative tolerance, such as 1.0e-4')
  .default(1e-4)
  .meta(
    means('The relative error at which the eigenvalue is good enough.', {
      source: 'read against 1: 1e-4 is e-fold in 10,000 steps',
      example: 1e-5,
    }),
  );

/** κ of the mini-batches asked for. */
const kappaOf = (
  context: ProbeContext,
  {
    batch: asked,
    sampling: how,
  }: { readonly batch?: number | undefined; readonly sampling: string },
  name: string,
) =>
  batchVariance(
    context.task.objective.examples,
    batchSize(context, asked, name),
    how === 'with-replacement' ? 'with' : 'without',
  );

export const secondMomentContraction = defineProbe({
  about:
    'λ(E[(I − ηH_B)²]), the most by which a step of linearised SGD multiplies the mean square of a deviation',
  sources: ['wu2018', 'andreyev2024', 'parlett1980'],
  cost: 'two HVPs of all examples and two of each a product, some 10 to 50 products',
  form: '{ sampling: with-replacement, tolerance: 1.0e-4, maxIterations: 200 }',
  options: { rate, batch, sampling, tolerance, maxIterations },
  outputs: { secondMomentContraction: {} },
  measure(context, { rate: asked, tolerance: off, maxIterations: most, ...draws }) {
    const eta = rateAt(context, asked);
    if (eta === undefined) return undefined;
    const { task, theta, hessian, random } = context;
    const kappa = kappaOf(context, draws, 'secondMomentContraction');
    const S = squaredHessians(task.objective, theta);
    const found = contractionOf(hessian(), S, {
      ...{ eta, kappa, tolerance: off, maxIterations: most },
      random: random.fork('second-moment-contraction'),
    });
    S.dispose();
    return { scalars: { secondMomentContraction: found } };
  },
});

export const meanSquareGrowth = defineProbe({
  about:
    'the factor a step by which E‖δ‖² grows under SGD linearised at these weights, by a population of paths',
  sources: ['wu2018', 'giardina2006'],
  cost: 'an HVP of B examples for each particle and step, 15,000',
  form: '{ sampling: with-replacement, particles: 100, steps: 100, settle: 50 }',
  options: {
    ...{ rate, batch, sampling },
    particles: size(2, 'give the number of paths, such as 100')
      .default(100)
      .meta(
        means('The number of paths; variance falls as one over it.', {
          source: 'chosen: an error of about 1 %',
          example: 400,
        }),
      ),
    steps: size(20, 'give the number of steps, 20 or more')
      .default(100)
      .meta(means('The number of steps that count.', { source: 'chosen', example: 400 })),
    settle: size(0, 'give the steps before them, such as 50')
      .default(50)
      .meta(
        means('The steps before them, in which paths turn to the growing directions.', {
          source: 'chosen',
          example: 100,
        }),
      ),
  },
  outputs: { meanSquareGrowth: {} },
  measure(context, { rate: asked, batch: B, sampling: how, ...options }) {
    const eta = rateAt(context, asked);
    if (eta === undefined) return undefined;
    const { task, theta, random } = context;
    const batches = batchesOf(context, B, 'meanSquareGrowth', how);
    const own = random.fork('mean-square-growth');
    const hessians = batchHessians(task.objective, theta);
    const found = growthOf(hessians, { ...options, eta, batches, random: own });
    hessians.dispose();
    return { scalars: { meanSquareGrowth: found } };
  },
});

/** P whose n matrices of P × P are held, and multiplied in P³ operations; chosen by trial: some seconds. */
const LARGEST = 100;
/** Round-off of eigenvalues of Hessians in single precision, as a share of the largest, with room. */
const SINGLE = 1e-5;

const notTooLarge = ({ parameters }: ProblemSize): void => {
  if (parameters > LARGEST) {
    throw new InputError(
      `measure.meanSquareThreshold holds a matrix of every example, of ${LARGEST} parameters at most, and there are ${parameters}: measure meanSquareGrowth`,
    );
  }
};

export const meanSquareThreshold = defineProbe({
  about:
    'the largest rate that is stable in mean square at these weights, exactly, and the largest that contracts at every step; up to 100 parameters',
  sources: ['mulayoff2024', 'wu2018'],
  cost: 'P HVPs of each example, and n P³ operations a product',
  form: '{ sampling: with-replacement, tolerance: 1.0e-4, maxIterations: 200 }',
  options: { batch, sampling, tolerance, maxIterations },
  outputs: { meanSquareThreshold: {}, contractingRate: {} },
  fits: notTooLarge,
  measure(context, { tolerance: off, maxIterations: most, ...draws }) {
    const { task, theta, random } = context;
    const P = task.objective.parameters;
    notTooLarge(task.objective);
    const kappa = kappaOf(context, draws, 'meanSquareThreshold');
    const hessians = batchHessians(task.objective, theta);
    const problem = {
      ...{ examples: exampleHessians(hessians), kappa },
      ...(task.precision !== 'double' && { negligible: SINGLE }),
    };
    hessians.dispose();
    const own = random.fork('mean-square-threshold');
    const found = thresholdOf(problem, { tolerance: off, maxIterations: most, random: own });
    const cost = { ...found.cost, hvps: P * task.objective.examples };
    return {
      scalars: {
        meanSquareThreshold: { ...found, cost },
        contractingRate: exact(contractingRate(problem), cost),
      },
    };
  },
});
