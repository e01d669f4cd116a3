import { flatten64 } from '../../engine/tensors/params.ts';
import { FLATNESS, measureFlatness } from '../../probes/flatness/flatness.ts';
import { fraction, positive, section, size, whole } from '../spec/field.ts';
import { defineProbe } from './probe.ts';

const scales = (remedy: string, { euclidean, adaptive }: typeof FLATNESS.radius) =>
  section(remedy, {
    euclidean: positive('give it in units of the weights’ space').default(euclidean),
    adaptive: positive('give it relative to each weight').default(adaptive),
  }).prefault({});

export const rises = defineProbe({
  about:
    'how far the loss rises about the weights: ε-, SAM and adaptive sharpness, means, flatness',
  sources: ['keskar2017', 'foret2021', 'kwon2021', 'neyshabur2017', 'petzka2021', 'birgin2000'],
  cost: 'some hundreds of gradients and HVPs',
  form: '{ epsilon: 1.0e-3, radius: { euclidean: 0.05, adaptive: 0.5 }, sigma: { euclidean: 0.01, adaptive: 0.1 }, steps: 50, restarts: 4, tolerance: 0.05, relativeError: 0.03, maxProbes: 400 }',
  options: {
    epsilon: positive('give ε of the box, such as 1.0e-3').default(FLATNESS.epsilon),
    radius: scales('ρ of the balls, such as { euclidean: 0.05, adaptive: 0.5 }', FLATNESS.radius),
    sigma: scales('σ of the noise, such as { euclidean: 0.01, adaptive: 0.1 }', FLATNESS.sigma),
    steps: whole(1, 'give the steps of an ascent, such as 50').default(FLATNESS.steps),
    restarts: size(2, 'give the number of ascents, such as 4').default(FLATNESS.restarts),
    tolerance: fraction('give the gap relative to the rise, such as 0.05').default(
      FLATNESS.tolerance,
    ),
    relativeError: fraction('give the relative standard error of means, such as 0.03').default(
      FLATNESS.relativeError,
    ),
    maxProbes: whole(2, 'give the largest number of pairs and of random vectors').default(
      FLATNESS.maxProbes,
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
