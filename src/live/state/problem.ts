import { dataOf } from '../../lab/spec/data.ts';
import { networkOf } from '../../lab/spec/network.ts';
import type { SupervisedSpec, ToyProblemSpec } from '../../lab/spec/problem.ts';
import { toyOf } from '../../lab/spec/toy.ts';
import { DATA_SEED, type LiveState, TEST } from './state.ts';

/** Widths of the hidden layers. */
export const hiddenOf = ({ network }: Pick<LiveState, 'network'>): number[] =>
  network.split('-').map(Number);

/** What is trained, as a run of the lab has it. */
export const problemOf = (state: LiveState): SupervisedSpec => ({
  data: dataOf({
    ...{ name: state.data, train: state.train, test: TEST },
    ...{ labelNoise: state.labelNoise, seed: DATA_SEED },
  }),
  network: networkOf('mlp', { hidden: hiddenOf(state), activation: state.activation }),
  loss: state.loss,
  seed: state.seed,
});

/** The loss of two weights that the landscape shows, as a run of the lab has it. */
export const surfaceOf = ({ surface, seed }: LiveState): ToyProblemSpec => ({
  data: surfaces[surface](),
  seed,
});

/** The list of surfaces. Numbers chosen by eye: paths cross most of the picture. */
const surfaces = {
  /** Few examples, so that mini-batches of one differ much. */
  regression: () =>
    toyOf('linear-regression', {
      ...{ dimensions: 2, train: 8, noise: 1, seed: DATA_SEED },
      start: [-2.5, 2.5],
    }),
  valley: () => toyOf('quadratic', { eigenvalues: [1, 10], start: [-2.5, 1] }),
  /** Two walkers, each in a sharp well on the left and a flat one on the right of equal depth. */
  wells: () =>
    toyOf('two-wells', {
      curvature: 8,
      other: 1,
      top: 2,
      height: 0.25,
      walkers: 2,
      start: [-0.9, -0.2],
    }),
};
