import { flowDrifts, flowOfSgd } from '../../dynamics/methods/stochastic-flow.ts';
import { covariances } from '../../dynamics/terms/matched-noise.ts';
import { defaults } from '../spec/defaults.ts';
import { means, oneOf } from '../spec/field.ts';
import { defineMethod } from './define-method.ts';
import { brownianPath, dt, independent, offPath, pathLabel } from './flow-keys.ts';
import { oversizedBatches } from './gradient-contradictions.ts';
import { batch, rate } from './gradient-keys.ts';
import { EVALUATE_EVERY } from './method.ts';

/** `rate` and `batch` are η and B of the SGD whose noise it has. */
export const stochasticFlow = defineMethod({
  name: 'stochastic-flow',
  title: 'SGD flow',
  about: 'The stochastic differential equation with the drift and the noise covariance of SGD.',
  sources: ['li2017', 'wu2020', 'kloeden1992'],
  keys: {
    rate,
    batch,
    sampling: independent,
    drift: oneOf(flowDrifts)
      .default(defaults.flowDrift)
      .meta(
        means('The drift: plain −∇L, or modified −∇(L + (η/4)‖∇L‖²).', {
          source: 'the equation of the first order, the one usually meant',
          example: 'modified',
        }),
      ),
    covariance: oneOf(covariances)
      .default(defaults.flowCovariance)
      .meta(
        means(
          'What of the covariance of SGD the noise has: all of it, its diagonal, or a multiple of 1 of the same trace.',
          { source: 'that of SGD', example: 'diagonal' },
        ),
      ),
    dt,
    brownianPath,
  },
  further: ({ covariance }) => (covariance === 'full' ? [] : ['zhu2019']),
  build: (
    { rate: eta, batch: B, sampling, covariance, drift, dt: step, brownianPath: along },
    { objective, random },
  ) =>
    flowOfSgd(
      objective,
      { eta, batch: B, sampling, covariance },
      ...([step, random, drift, along?.step] as const),
    ),
  contradictions: (entry, where) => [...oversizedBatches(entry, where), ...offPath(entry, where)],
  noisy: () => true,
  // The time of an epoch of the SGD.
  averageOver: ({ rate: eta, batch: B, dt: step }, n) => ((n / B) * eta) / step,
  evaluateEvery: () => EVALUATE_EVERY,
  label: ({ rate: eta, batch: B, covariance, drift, dt: step, brownianPath: along }, title) =>
    `${drift === 'plain' ? '' : `${drift} `}${title} B=${B} η=${eta}${covariance === 'full' ? '' : ` ${covariance}`} dt=${step}${pathLabel(along)}`,
});
