import { InputError } from '../../core/error.ts';
import { batches, type IndependentSampling } from '../../dynamics/terms/batches.ts';
import { flatten64 } from '../../engine/tensors/params.ts';
import { layers } from '../../linalg/layers.ts';
import { batchSharpness as alongItself } from '../../probes/noise/batch-sharpness.ts';
import { gradientNoise as moments } from '../../probes/noise/gradient-noise.ts';
import { layerStatistics } from '../../probes/noise/layer-statistics.ts';
import { noiseCurvature as curvatureOf } from '../../probes/noise/noise-curvature.ts';
import { twoBatch as byPairs } from '../../probes/noise/two-batch.ts';
import { means, size, whole } from '../spec/field.ts';
import { relativeError } from './estimate-keys.ts';
import { numbered } from './numbered.ts';
import { defineProbe, type ProbeContext } from './probe.ts';

/** B where neither the options nor the method has one. */
const BATCH = 32;

export const batch = whole(1, 'give the examples of a mini-batch, such as 32')
  .optional()
  .meta(
    means(`The examples of a mini-batch; left out, the method’s own, or ${BATCH}.`, {
      example: 16,
    }),
  );

/**
 * B as asked for, or the method's own.
 *
 * @throws InputError where there are fewer examples
 */
export function batchSize(
  { method, task }: Pick<ProbeContext, 'method' | 'task'>,
  asked: number | undefined,
  by: string,
): number {
  const n = task.objective.examples;
  const B = asked ?? method.batch ?? Math.min(BATCH, n);
  checkBatch(B, n, by);
  return B;
}

/** Throws InputError where a measure asks for mini-batches of more examples than there are. */
export function checkBatch(B: number, n: number, by: string): void {
  if (B > n)
    throw new InputError(`measure.${by}.batch ${B} exceeds the ${n} training examples: lower it`);
}

/** Independent mini-batches of the size asked for, or of the method's. */
export const batchesOf = (
  context: ProbeContext,
  asked: number | undefined,
  by: string,
  sampling: IndependentSampling = 'with-replacement',
) => {
  const { task, random } = context;
  return batches(task.objective.examples, batchSize(context, asked, by), sampling, random.fork(by));
};

export const gradientNoise = defineProbe({
  about: 'tr C of the gradient covariance over examples, noise scale tr C/‖∇L‖², tr(HC)',
  sources: ['mccandlish2018', 'zhu2019'],
  cost: 'the gradient of every example; a gradient and an HVP for each of `examples`',
  form: '{ examples: 100 }',
  options: {
    examples: size(2, 'give the examples that tr(HC) is taken over, such as 100')
      .default(100)
      .meta(
        means('The examples that tr(HC) is taken over.', {
          source: 'chosen: a relative error of some 10 % at a fraction of the cost of the rest',
          example: 200,
        }),
      ),
  },
  outputs: { noiseTrace: {}, noiseScale: {}, noiseCurvature: {} },
  arrays: { norms: 'gradientNorms' },
  measure({ task, theta, hessian, random }, { examples }) {
    const { objective } = task;
    const program = moments(objective);
    const { mean, norms, trace, noiseScale } = program.at(theta);
    program.dispose();
    const noiseCurvature = curvatureOf(objective, hessian(), theta, {
      mean,
      examples: Math.min(examples, objective.examples),
      random: random.fork('noise-curvature'),
    });
    const arrays: GradientNorms = { norms: Array.from(norms) };
    return { scalars: { noiseTrace: trace, noiseScale, noiseCurvature }, arrays };
  },
});

/** Of the gradients of single examples. */
export interface GradientNorms {
  /** ‖∇ℓᵢ‖ of each training example. Shape [n]. */
  readonly norms: readonly number[];
}

export const twoBatch = defineProbe({
  about: 'tr C, ‖∇L‖² and noise scale tr C/‖∇L‖² from pairs of mini-batches alone',
  sources: ['mccandlish2018'],
  cost: 'two gradients of B examples a pair',
  form: '{ pairs: 100, relativeError: 0.03 }',
  options: {
    batch,
    pairs: size(2, 'give the pairs of mini-batches, such as 100')
      .default(100)
      .meta(
        means('The largest number of pairs of mini-batches.', {
          source: 'chosen',
          example: 400,
        }),
      ),
    relativeError,
  },
  outputs: { twoBatchTrace: {}, twoBatchGradientSquared: {}, twoBatchNoiseScale: {} },
  measure(context, { batch: asked, ...options }) {
    const { objective } = context.task;
    const draws = { ...options, batches: batchesOf(context, asked, 'twoBatch') };
    const { trace, gradientSquared, noiseScale } = byPairs(objective, context.theta, draws);
    return {
      scalars: {
        twoBatchTrace: trace,
        twoBatchGradientSquared: gradientSquared,
        twoBatchNoiseScale: noiseScale,
      },
    };
  },
});

export const batchSharpness = defineProbe({
  about: 'E[gᵀH_B g/‖g‖²], the curvature of a mini-batch’s loss along its own gradient',
  sources: ['andreyev2024', 'hall1992'],
  cost: 'a gradient and an HVP of B examples a mini-batch, 64 or more',
  form: '{ relativeError: 0.03, maxBatches: 2000 }',
  options: {
    batch,
    relativeError,
    maxBatches: whole(2, 'give the largest number of mini-batches')
      .default(2000)
      .meta(
        means('The largest number of mini-batches, whatever the error is then.', {
          source: 'that of the random vectors of a trace',
          example: 500,
        }),
      ),
  },
  outputs: { batchSharpness: {} },
  measure(context, { batch: asked, ...options }) {
    const draws = { ...options, batches: batchesOf(context, asked, 'batchSharpness') };
    const { objective } = context.task;
    return { scalars: { batchSharpness: alongItself(objective, context.theta, draws) } };
  },
});

export const layerNoise = defineProbe({
  about: 'gradient, noise, signal-to-noise ratio and distance from the start of each layer',
  sources: ['schneider2021', 'liu2020'],
  cost: 'the gradient of every example',
  form: '',
  options: {},
  outputs: {
    ...{ 'gradientNorm#': {}, 'gradientNoise#': {}, 'signalToNoise#': {}, 'distance#': {} },
  },
  needs: ['initial-weights'],
  measure({ task, theta }) {
    const { objective, theta0 } = task;
    const program = moments(objective);
    const { mean, variance, trace } = program.at(theta);
    program.dispose();
    const [now, start] = [flatten64(theta), flatten64(theta0)];
    const point = { mean, variance, theta: now, previous: now, start, cost: trace.cost };
    const found = layerStatistics(layers(objective.shapes), point).map(
      ({ gradient, noise, signalToNoise, distance }) => ({
        ...{ gradientNorm: gradient, gradientNoise: noise, signalToNoise, distance },
      }),
    );
    return { scalars: numbered(found) };
  },
});
