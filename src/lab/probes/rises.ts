import { flatten64 } from '../../engine/tensors/params.ts';
import { FLATNESS, measureFlatness } from '../../probes/flatness/flatness.ts';
import { fraction, means, positive, section, size, whole } from '../spec/field.ts';
import { defineProbe } from './probe.ts';

/** Where defaults come from whose comparison alone means something. */
const CHOSEN = 'chosen: what matters is that it is the same of all runs that are compared';

const scales = (remedy: string, { euclidean, adaptive }: typeof FLATNESS.radius) =>
  section(remedy, {
    euclidean: positive('give it in units of the weights’ space')
      .default(euclidean)
      .meta(means('In units of the weights’ space.', { source: CHOSEN, example: 0.02 })),
    adaptive: positive('give it relative to each weight')
      .default(adaptive)
      .meta(means('Relative to the size of each weight.', { source: CHOSEN, example: 0.2 })),
  }).prefault({});

export const rises = defineProbe({
  about:
    'how far the loss rises about the weights: ε-, SAM and adaptive sharpness, means, flatness',
  sources: ['keskar2017', 'foret2021', 'kwon2021', 'neyshabur2017', 'petzka2021', 'birgin2000'],
  cost: 'some hundreds of gradients and HVPs',
  form: '{ epsilon: 1.0e-3, radius: { euclidean: 0.05, adaptive: 0.5 }, sigma: { euclidean: 0.01, adaptive: 0.1 }, steps: 50, restarts: 4, tolerance: 0.05, relativeError: 0.03, maxProbes: 400 }',
  options: {
    epsilon: positive('give ε of the box, such as 1.0e-3')
      .default(FLATNESS.epsilon)
      .meta(
        means('ε of the box in which the largest loss is sought.', {
          source: 'Keskar et al. 2017',
          example: 5e-4,
        }),
      ),
    radius: scales(
      'ρ of the balls, such as { euclidean: 0.05, adaptive: 0.5 }',
      FLATNESS.radius,
    ).meta(
      means('ρ of the balls in which the largest loss is sought.', {
        source: CHOSEN,
        example: { euclidean: 0.1 },
      }),
    ),
    sigma: scales(
      'σ of the noise, such as { euclidean: 0.01, adaptive: 0.1 }',
      FLATNESS.sigma,
    ).meta(
      means('σ of the normal noise on the weights whose mean rise is taken.', {
        source: CHOSEN,
        example: { euclidean: 0.02 },
      }),
    ),
    steps: whole(1, 'give the steps of an ascent, such as 50')
      .default(FLATNESS.steps)
      .meta(
        means('The largest number of steps of an ascent.', {
          source: 'chosen: an ascent ends sooner where the gap is small',
          example: 100,
        }),
      ),
    restarts: size(2, 'give the number of ascents, such as 4')
      .default(FLATNESS.restarts)
      .meta(
        means('The number of ascents, from different starts.', {
          source: 'chosen: enough to see whether they agree',
          example: 8,
        }),
      ),
    tolerance: fraction('give the gap relative to the rise, such as 0.05')
      .default(FLATNESS.tolerance)
      .meta(
        means('The gap between ascents, relative to the rise, at which it counts as found.', {
          source: 'chosen',
          example: 0.02,
        }),
      ),
    relativeError: fraction('give the relative standard error of means, such as 0.03')
      .default(FLATNESS.relativeError)
      .meta(
        means('The relative standard error at which means are good enough.', {
          source: 'that of the trace',
          example: 0.01,
        }),
      ),
    maxProbes: whole(2, 'give the largest number of pairs and of random vectors')
      .default(FLATNESS.maxProbes)
      .meta(
        means('The largest number of pairs and of random vectors, whatever the error is then.', {
          source: 'chosen: a bound on the cost',
          example: 1000,
        }),
      ),
  },
  outputs: {
    ...{ epsilonSharpness: {}, samFirstOrder: {}, samSharpness: {} },
    ...{ adaptiveFirstOrder: {}, adaptiveSharpness: {} },
    ...{ meanRise: {}, meanRiseSecondOrder: {} },
    ...{ adaptiveMeanRise: {}, adaptiveMeanRiseSecondOrder: {} },
    'relativeFlatness#': {},
  },
  measure: ({ task, hessian, theta, random }, options) => ({
    scalars: measureFlatness(
      task.objective,
      hessian(),
      flatten64(theta),
      random.fork('rises'),
      options,
    ),
  }),
});
