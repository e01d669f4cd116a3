import { langevin as langevinDynamics } from '../../dynamics/methods/stochastic-flow.ts';
import { arraysPath, means, positive } from '../spec/field.ts';
import { defineMethod } from './define-method.ts';
import { asNetwork, readDiffusion } from './diagonals.ts';
import { brownianPath, dt, offPath, pathLabel } from './flow-keys.ts';
import { EVALUATE_EVERY } from './method.ts';

export const langevin = defineMethod({
  name: 'langevin',
  title: 'Langevin',
  about: 'Langevin dynamics dθ = −∇L dt + √(2TD) dW by Euler–Maruyama, which samples exp(−L/T).',
  sources: ['pavliotis2014', 'kloeden1992'],
  keys: {
    temperature: positive('give the temperature, such as 1.0e-4').meta(
      means('The temperature T of dθ = −∇L dt + √(2TD) dW.', { example: 1e-4 }),
    ),
    diffusion: arraysPath('give the path of an .npz with the diagonal of D')
      .exactOptional()
      .meta(
        means(
          'An .npz with the diagonal of D ≥ 0, one array for each weight array; left out, D = 1.',
          {
            example: 'diffusion.npz',
          },
        ),
      ),
    dt,
    brownianPath,
  },
  contradictions: offPath,
  checkFiles({ diffusion }, network, read) {
    if (diffusion !== undefined) readDiffusion(read, diffusion, network);
  },
  build(
    { temperature, diffusion, dt: step, brownianPath: along },
    { objective, random, readArrays },
  ) {
    const D =
      diffusion === undefined
        ? undefined
        : readDiffusion(readArrays, diffusion, asNetwork(objective));
    return langevinDynamics(objective, temperature, step, random, { D, spacing: along?.step });
  },
  noisy: () => true,
  temperature: ({ temperature }) => temperature,
  stepLength: ({ diffusion, dt: step }) => (diffusion === undefined ? step : undefined),
  evaluateEvery: () => EVALUATE_EVERY,
  label: ({ temperature, diffusion, dt: step, brownianPath: along }, title) =>
    `${title} T=${temperature}${diffusion === undefined ? '' : ' D'} dt=${step}${pathLabel(along)}`,
});
