import { langevin as langevinDynamics } from '../../dynamics/methods/stochastic-flow.ts';
import { arraysPath, positive } from '../spec/field.ts';
import { defineMethod } from './define-method.ts';
import { asNetwork, readDiffusion } from './diagonals.ts';
import { dt } from './flow-keys.ts';
import { EVALUATE_EVERY } from './method.ts';

export const langevin = defineMethod({
  name: 'langevin',
  title: 'Langevin',
  sources: ['pavliotis2014', 'kloeden1992'],
  keys: {
    /** T of dθ = −∇L dt + √(2TD) dW. */
    temperature: positive('give the temperature, such as 1.0e-4'),
    /** D ≥ 0, one array per weight array; absent: D = 1. */
    diffusion: arraysPath('give the path of an .npz with the diagonal of D').exactOptional(),
    dt,
  },
  checkFiles({ diffusion }, network, read) {
    if (diffusion !== undefined) readDiffusion(read, diffusion, network);
  },
  build({ temperature, diffusion, dt: step }, { objective, random, readArrays }) {
    const D =
      diffusion === undefined
        ? undefined
        : readDiffusion(readArrays, diffusion, asNetwork(objective));
    return langevinDynamics(objective, temperature, step, random, D);
  },
  noisy: () => true,
  temperature: ({ temperature }) => temperature,
  stepLength: ({ diffusion, dt: step }) => (diffusion === undefined ? step : undefined),
  evaluateEvery: () => EVALUATE_EVERY,
  label: ({ temperature, diffusion, dt: step }, title) =>
    `${title} T=${temperature}${diffusion === undefined ? '' : ' D'} dt=${step}`,
});
