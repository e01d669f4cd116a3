import * as z from 'zod';
import { type Sampling, samplings } from '../../dynamics/terms/batches.ts';
import { visits } from '../../dynamics/terms/shards.ts';
import { defaults } from '../spec/defaults.ts';
import {
  arraysPath,
  means,
  notNegative,
  oneOf,
  positive,
  section,
  share,
  size,
  whole,
} from '../spec/field.ts';
import { delay } from './delay-format.ts';
import { ascent } from './gradients/ascent.ts';
import { alike } from './gradients/batch-noise.ts';
import { regularised } from './gradients/regularised.ts';
import { schedule } from './schedule-format.ts';

/** η, or η₀ of a schedule. */
export const rate = positive('give a positive learning rate').meta(
  means('The learning rate η, or η₀ of a schedule; of a flow that of the method it stands for.', {
    example: 0.05,
  }),
);

/** What every method with a learning rate takes: it, and noise on its gradients. */
export const rated = {
  rate,
  schedule: schedule.exactOptional().meta(
    means('How η changes from step to step; left out, it is constant.', {
      example: { kind: 'cosine', steps: 5000 },
    }),
  ),
  /** p, with which each label is another one, anew at every step; see dynamics/terms/label-noise.ts. */
  labelFlips: share('give the share of labels flipped at each step, such as 0.1')
    .exactOptional()
    .meta(
      means('The share of labels that are replaced by another class, anew at every step.', {
        ...{ default: 0, source: 'no noise but what is asked for', example: 0.1 },
      }),
    ),
  /** σ of the normal noise on one-hot targets. */
  targetNoise: notNegative('give the standard deviation of targets, such as 0.1')
    .exactOptional()
    .meta(
      means(
        'The standard deviation of normal noise on the targets, drawn anew at every step; squared error alone.',
        { default: 0, source: 'no noise but what is asked for', example: 0.1 },
      ),
    ),
  /** σ of the normal noise on each entry of the gradient; see dynamics/terms/gradient-noise.ts. */
  gradientNoise: notNegative('give the standard deviation of gradients, such as 0.01')
    .exactOptional()
    .meta(
      means('The standard deviation of normal noise on every entry of the gradient.', {
        ...{ default: 0, source: 'no noise but what is asked for', example: 0.01 },
      }),
    ),
};

/** Absent: none. */
export const delayed = {
  delay: delay.exactOptional().meta(
    means('How many steps old the weights of each gradient are; left out, none.', {
      example: { kind: 'fixed', steps: 2 },
    }),
  ),
};

/** Workers with examples of their own, dealt with skewed labels; see dynamics/terms/shards.ts. */
const shards = section('a mapping such as { workers: 4, alpha: 0.1 }', {
  workers: size(1, 'give the number of workers').meta(
    means('The number of workers, each with examples of its own.', { example: 4 }),
  ),
  alpha: positive('give the concentration of label shares, such as 0.1').meta(
    means(
      'The concentration of the Dirichlet distribution that label shares of a worker are drawn from; small is skewed.',
      { example: 0.1 },
    ),
  ),
  visit: oneOf(visits)
    .default(defaults.visit)
    .meta(
      means('Whether each step takes a batch of all workers, or of one after the other.', {
        source: 'synchronous workers',
        example: 'in-turn',
      }),
    ),
});

/** B, examples per mini-batch. */
export const batch = whole(1, 'give a number of examples per batch').meta(
  means('The examples B of a mini-batch; where it can be left out, the full batch.', {
    example: 20,
  }),
);

/** What mini-batches take beside B. */
export const drawn = {
  /** Filled in where `batch` is given: {@link withSampling}. */
  sampling: oneOf(samplings)
    .exactOptional()
    .meta(
      means('How mini-batches are drawn: by a permutation an epoch, or each independently.', {
        source: 'an epoch is a permutation, as in every training library',
        ...{ default: defaults.sampling, needs: 'batch', example: 'with-replacement' },
      }),
    ),
  average: whole(1, 'give a number of batches to average over')
    .exactOptional()
    .meta(
      means('The number of mini-batches whose gradients each step averages.', {
        ...{ default: 1, source: 'one, as SGD is defined', needs: 'batch', example: 4 },
      }),
    ),
  stages: z
    .record(z.string(), whole(1, 'give a number of examples per batch'), {
      error: 'write batch sizes by the step that they start at, such as { 1000: 64 }',
    })
    .exactOptional()
    .meta(
      means('Batch sizes by the step that they start at; before the first of them it is batch.', {
        example: { 1000: 64 },
        needs: 'batch',
      }),
    ),
  shards: shards
    .exactOptional()
    .meta(
      means(
        'Workers with examples of their own whose labels are skewed; left out, batches are drawn from all examples.',
        { example: { workers: 4, alpha: 0.1 }, needs: 'batch' },
      ),
    ),
};

/** What a method takes that runs on the full batch or, with `batch`, on mini-batches. */
export const eitherBatch = { ...rated, ...alike, batch: batch.exactOptional(), ...drawn };

/** P, one array per weight array, by which gradients are divided. */
export const scaled = {
  preconditioner: arraysPath('give the path of an .npz with the diagonal of P')
    .exactOptional()
    .meta(
      means(
        'An .npz with the positive diagonal of P, one array for each weight array: gradients are divided by it.',
        { example: 'preconditioner.npz' },
      ),
    ),
};

/** All keys of methods that step along gradients; each method has some of them. */
export const gradientKeys = {
  ...{ ...eitherBatch, ...delayed, ...scaled, ...regularised },
  radius: ascent.radius.unwrap().exactOptional(),
  normalised: ascent.normalised.unwrap().exactOptional(),
};
export type GradientSpec = Readonly<z.output<z.ZodObject<typeof gradientKeys>>>;

/** The spec of a method that runs on mini-batches. */
export type Drawn = GradientSpec & { readonly batch: number; readonly sampling: Sampling };

/** Fills in how mini-batches are drawn, where there are any. */
export const withSampling = ({ batch: B }: { readonly batch?: unknown }) =>
  B === undefined ? {} : { sampling: defaults.sampling };
