import * as z from 'zod';
import { type Sampling, samplings } from '../../dynamics/terms/batches.ts';
import { visits } from '../../dynamics/terms/shards.ts';
import { defaults } from '../spec/defaults.ts';
import {
  arraysPath,
  fraction,
  needing,
  notNegative,
  oneOf,
  positive,
  section,
  share,
  size,
  whole,
} from '../spec/field.ts';

/** η, or η₀ of a schedule. */
export const rate = positive('give a positive learning rate').describe('learning rate η');

const warmUp = whole(1, 'give the steps of the linear rise').exactOptional();

const numbers = (one: z.ZodNumber, remedy: string) =>
  z.array(one, { error: remedy }).min(1, { error: remedy });

/** η of each step, from η₀ = `rate`; steps count from 0. See dynamics/integrate/schedules.ts. */
const schedule = z.discriminatedUnion(
  'kind',
  [
    section('', { kind: z.literal('constant'), warmUp }),
    section('', {
      kind: z.literal('step-decay'),
      every: whole(1, 'give the steps from one drop to the next'),
      factor: fraction('give the factor of each drop, such as 0.5'),
      warmUp,
    }),
    section('', {
      kind: z.literal('piecewise'),
      at: numbers(
        whole(1, 'give whole numbers of steps from 1 on'),
        'give the steps from which the factors hold, such as [500, 800]',
      ),
      factors: numbers(
        positive('give positive factors on rate'),
        'give the factors on rate from these steps on, such as [0.5, 0.1]',
      ),
      warmUp,
    }),
    section('', {
      kind: z.literal('cosine'),
      steps: whole(1, 'give the steps until the final rate'),
      final: positive('give the final rate, or leave it out for 0').exactOptional(),
      warmUp,
    }),
    section('', {
      kind: z.literal('inverse-time'),
      halvedAfter: positive('give the steps after which the rate is half'),
      warmUp,
    }),
  ],
  { error: 'write a schedule, such as { kind: cosine, steps: 1000 }' },
);
export type ScheduleSpec = z.output<typeof schedule>;

/** What every method with a learning rate takes: it, and noise on its gradients. */
export const rated = {
  rate,
  /** Absent: constant. */
  schedule: schedule.exactOptional(),
  /** p, with which each label is another one, anew at every step; see dynamics/terms/label-noise.ts. */
  labelFlips: share('give the share of labels flipped at each step, such as 0.1')
    .exactOptional()
    .meta({ default: 0 }),
  /** σ of the normal noise on one-hot targets. */
  targetNoise: notNegative('give the standard deviation of targets, such as 0.1')
    .exactOptional()
    .meta({ default: 0 }),
  /** σ of the normal noise on each entry of the gradient; see dynamics/terms/gradient-noise.ts. */
  gradientNoise: notNegative('give the standard deviation of gradients, such as 0.01')
    .exactOptional()
    .meta({ default: 0 }),
};

const most = size(1, 'give the largest delay in steps');

/** How old the weights are at which each step takes its gradient; see dynamics/solvers/delay.ts. */
const delay = z.discriminatedUnion(
  'kind',
  [
    section('', { kind: z.literal('fixed'), steps: size(1, 'give the delay in steps') }),
    section('', { kind: z.literal('uniform'), most }),
    section('', {
      kind: z.literal('geometric'),
      mean: positive('give the mean delay in steps'),
      most,
    }),
  ],
  { error: 'write a delay, such as { kind: fixed, steps: 2 }' },
);
export type DelaySpec = z.output<typeof delay>;
/** Absent: none. */
export const delayed = { delay: delay.exactOptional() };

/** Workers with examples of their own, dealt with skewed labels; see dynamics/terms/shards.ts. */
const shards = section('a mapping such as { workers: 4, alpha: 0.1 }', {
  workers: size(1, 'give the number of workers'),
  alpha: positive('give the concentration of label shares, such as 0.1'),
  visit: oneOf(visits).default(defaults.visit),
});

/** B, examples per mini-batch. */
export const batch = whole(1, 'give a number of examples per batch');

/** What mini-batches take beside B. */
export const drawn = {
  /** Filled in where `batch` is given: {@link withSampling}. */
  sampling: oneOf(samplings)
    .exactOptional()
    .meta({ default: defaults.sampling, ...needing('batch') }),
  /** Mini-batches whose gradients each step averages. */
  average: whole(1, 'give a number of batches to average over')
    .exactOptional()
    .meta({ default: 1, ...needing('batch') }),
  /** Batch sizes from steps on, by the step; before the first of them it is `batch`. */
  stages: z
    .record(z.string(), whole(1, 'give a number of examples per batch'), {
      error: 'write batch sizes by the step that they start at, such as { 1000: 64 }',
    })
    .exactOptional(),
  /** Absent: batches are drawn from all examples. */
  shards: shards.exactOptional(),
};

/** What a method takes that runs on the full batch or, with `batch`, on mini-batches. */
export const eitherBatch = { ...rated, batch: batch.exactOptional(), ...drawn };

/** P, one array per weight array, by which gradients are divided. */
export const scaled = {
  preconditioner: arraysPath('give the path of an .npz with the diagonal of P').exactOptional(),
};

/** All keys of methods that step along gradients; each method has some of them. */
export const gradientKeys = { ...eitherBatch, ...delayed, ...scaled };
export type GradientSpec = Readonly<z.output<z.ZodObject<typeof gradientKeys>>>;

/** The spec of a method that runs on mini-batches. */
export type Drawn = GradientSpec & { readonly batch: number; readonly sampling: Sampling };

/** Fills in how mini-batches are drawn, where there are any. */
export const withSampling = ({ batch: B }: { readonly batch?: unknown }) =>
  B === undefined ? {} : { sampling: defaults.sampling };
