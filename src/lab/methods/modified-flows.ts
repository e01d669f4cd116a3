import { modifiedFlow as descentFlow } from '../../dynamics/methods/modified-flow.ts';
import { momentumFlow as heavyBallFlow } from '../../dynamics/methods/momentum-flow.ts';
import { shuffledFlow as shuffledSgdFlow } from '../../dynamics/methods/shuffled-flow.ts';
import { nodesOf } from '../spec/axis.ts';
import { defineMethod } from './define-method.ts';
import { byPair, controlled } from './flow-keys.ts';
import { batch, rate } from './gradient-keys.ts';
import { momentum } from './momentum.ts';

/** `rate` is η of the gradient descent that it is the flow of. */
export const modifiedFlow = defineMethod({
  name: 'modified-flow',
  title: 'modified flow',
  about: 'The flow of L + (η/4)‖∇L‖², which gradient descent follows to order η².',
  sources: ['barrett2021'],
  keys: { rate, ...byPair },
  build: ({ rate: eta, solver, tolerance }, { objective }) =>
    descentFlow(objective, eta, tolerance, solver),
  label: ({ rate: eta, solver }, title) => `${title} η=${eta} (${solver})`,
  ...controlled,
});

/** `rate` and `batch` are η and B of the shuffled SGD whose mean it follows. */
export const shuffledFlow = defineMethod({
  name: 'shuffled-flow',
  title: 'shuffled flow',
  about: 'The flow that the mean over all orders of an epoch of shuffled SGD follows.',
  sources: ['smith2021'],
  keys: { rate, batch, ...byPair },
  // The flow is defined where all mini-batches of an epoch are of one size.
  contradictions: (entry, { at, examples }) =>
    nodesOf(entry.batch, [...at, 'batch']).flatMap(({ value, path }) => {
      const n = examples.find((count) => count % value !== 0);
      const text = `batch ${value} does not divide the ${n} training examples: give one that does`;
      return n === undefined ? [] : [{ path, text }];
    }),
  build: ({ rate: eta, batch: B, solver, tolerance }, { objective }) =>
    shuffledSgdFlow(objective, eta, B, tolerance, solver),
  label: ({ rate: eta, batch: B, solver }, title) => `${title} B=${B} η=${eta} (${solver})`,
  ...controlled,
});

/** `rate` and `momentum` are η and β of the heavy ball that it is the flow of. */
export const momentumFlow = defineMethod({
  name: 'momentum-flow',
  title: 'momentum flow',
  about: 'The flow that heavy ball follows to order η².',
  sources: ['kovachki2021', 'ghosh2023'],
  keys: { rate, momentum, ...byPair },
  build: ({ rate: eta, momentum: beta, solver, tolerance }, { objective }) =>
    heavyBallFlow(objective, eta, beta, tolerance, solver),
  label: ({ rate: eta, momentum: beta, solver }, title) =>
    `${title} η=${eta} β=${beta} (${solver})`,
  ...controlled,
});
