import { svag as amplified } from '../../dynamics/methods/svag.ts';
import { batches } from '../../dynamics/terms/batches.ts';
import { means, whole } from '../spec/field.ts';
import { defineMethod } from './define-method.ts';
import { independent } from './flow-keys.ts';
import { oversizedBatches } from './gradient-contradictions.ts';
import { batch, rate } from './gradient-keys.ts';
import { EVALUATE_EVERY } from './method.ts';

/** `rate` and `batch` are η and B of the SGD; each step draws two mini-batches. */
export const svag = defineMethod({
  name: 'svag',
  title: 'SVAG',
  about:
    'Steps of η/l along two mini-batches weighted to amplify their noise: SGD for l = 1, its flow as l grows.',
  sources: ['li2021'],
  keys: {
    rate,
    batch,
    sampling: independent,
    amplification: whole(1, 'give the factor on the noise covariance, such as 4').meta(
      means('The factor l by which the noise covariance grows and the step falls.', { example: 4 }),
    ),
  },
  contradictions: oversizedBatches,
  build: ({ rate: eta, batch: B, sampling, amplification }, { objective, random }) =>
    amplified(objective, eta, batches(objective.examples, B, sampling, random), amplification),
  noisy: () => true,
  ownRate: true,
  // The time of an epoch of the SGD, in steps of η/l.
  averageOver: ({ batch: B, amplification }, n) => (amplification * n) / B,
  stepsPerEpoch: (spec, n) => n / (2 * spec.batch),
  evaluateEvery: (spec, n) => Math.max(EVALUATE_EVERY, Math.ceil(n / (2 * spec.batch))),
  label: ({ rate: eta, batch: B, amplification }, title) =>
    `${title} B=${B} η=${eta} l=${amplification}`,
});
