import * as z from 'zod';
import { samplings } from '../../dynamics/terms/batches.ts';
import { visits } from '../../dynamics/terms/shards.ts';
import { defaults } from '../spec/defaults.ts';
import { axis, fraction, oneOf, positive, section, text, whole } from '../spec/field.ts';

export const rate = axis(positive('give a positive learning rate')).describe('learning rate η');

const warmUp = whole(1, 'give the steps of the linear rise').optional();
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
      kind: z.literal('cosine'),
      steps: whole(1, 'give the steps until the final rate'),
      final: positive('give the final rate, or leave it out for 0').optional(),
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

/** What every method with a learning rate takes: it, and noise on its gradients. */
export const rated = {
  rate,
  schedule: axis(schedule).optional(),
  labelFlips: axis(
    fraction('give the share of labels flipped at each step, such as 0.1'),
  ).optional(),
  targetNoise: axis(positive('give the standard deviation of targets, such as 0.1')).optional(),
  gradientNoise: axis(
    positive('give the standard deviation of gradients, such as 0.01'),
  ).optional(),
};

const most = whole(1, 'give the largest delay in steps');
const delay = z.discriminatedUnion(
  'kind',
  [
    section('', { kind: z.literal('fixed'), steps: whole(1, 'give the delay in steps') }),
    section('', { kind: z.literal('uniform'), most }),
    section('', {
      kind: z.literal('geometric'),
      mean: positive('give the mean delay in steps'),
      most,
    }),
  ],
  { error: 'write a delay, such as { kind: fixed, steps: 2 }' },
);
export const delayed = { delay: axis(delay).optional() };

const shards = section('a mapping such as { workers: 4, alpha: 0.1 }', {
  workers: whole(1, 'give the number of workers'),
  alpha: positive('give the concentration of label shares, such as 0.1'),
  visit: oneOf(visits).default(defaults.visit),
});

export const batch = axis(whole(1, 'give a number of examples per batch'));
export const drawn = {
  sampling: axis(oneOf(samplings)).optional().meta({ default: defaults.sampling }),
  average: axis(whole(1, 'give a number of batches to average over')).optional(),
  stages: axis(
    z.record(z.string(), whole(1, 'give a number of examples per batch'), {
      error: 'write batch sizes by the step that they start at, such as { 1000: 64 }',
    }),
  ).optional(),
  shards: axis(shards).optional(),
};

/** What a method takes that runs on the full batch or, with `batch`, on mini-batches. */
export const eitherBatch = { ...rated, batch: batch.optional(), ...drawn };

export const scaled = {
  preconditioner: axis(text('give the path of an .npz with the diagonal of P')).optional(),
};
