import { lion as lionSolver } from '../../dynamics/solvers/lion.ts';
import {
  heavyBall as heavyBallSolver,
  nesterov as nesterovSolver,
} from '../../dynamics/solvers/momentum.ts';
import { defaults } from '../spec/defaults.ts';
import { means, share } from '../spec/field.ts';
import { alongGradients } from './along-gradients.ts';
import { defineMethod } from './define-method.ts';
import { COHEN_2021, fullBatchEdge } from './edge.ts';
import { eitherBatch, type GradientSpec, scaled } from './gradient-keys.ts';
import { regularised } from './gradients/regularised.ts';

/** β, the share of the velocity kept. */
export const momentum = share('give the share of the velocity kept, such as 0.9')
  .default(defaults.momentum)
  .meta(
    means('β, the share of the velocity that is kept at each step.', {
      source: 'a choice, and the usual one: ten steps of memory',
    }),
  );

const keys = { ...eitherBatch, momentum, ...scaled, ...regularised };
type MomentumSpec = GradientSpec & { readonly momentum: number };

export const heavyBall = defineMethod({
  name: 'heavy-ball',
  title: 'heavy ball',
  about: 'Descent with a velocity, v ← βv + ∇L and θ ← θ − ηv.',
  sources: ['polyak1964'],
  keys,
  remembers: true,
  edge: (spec) =>
    fullBatchEdge(spec, ['momentum'], {
      multiple: 2 + 2 * spec.momentum,
      ...{ numerator: '(2 + 2β)', symbols: { β: spec.momentum }, source: COHEN_2021 },
    }),
  velocity: ({ momentum: beta }) => ({ gradient: 1, velocity: beta }),
  ...alongGradients(({ momentum: beta }: MomentumSpec) => heavyBallSolver(beta)),
});

export const nesterov = defineMethod({
  name: 'nesterov',
  title: 'Nesterov',
  about: 'Descent with a velocity that looks a step ahead, v ← βv + ∇L and θ ← θ − η(∇L + βv).',
  sources: ['nesterov1983', 'sutskever2013'],
  keys,
  remembers: true,
  edge: (spec) =>
    fullBatchEdge(spec, ['momentum'], {
      multiple: (2 + 2 * spec.momentum) / (1 + 2 * spec.momentum),
      ...{ numerator: '(2 + 2β)', denominator: '(1 + 2β)', symbols: { β: spec.momentum } },
      source: COHEN_2021,
    }),
  // g + βv' with the next velocity v' = βv + g.
  velocity: ({ momentum: beta }) => ({ gradient: 1 + beta, velocity: beta ** 2 }),
  ...alongGradients(({ momentum: beta }: MomentumSpec) => nesterovSolver(beta)),
});

const CHEN = 'Chen et al., Symbolic discovery of optimization algorithms, NeurIPS 2023, §4.4';

export const lion = defineMethod({
  name: 'lion',
  title: 'Lion',
  about: 'Steps of one length in every weight, along the sign of a running mean of gradients.',
  sources: ['chen2023'],
  keys: {
    ...eitherBatch,
    beta1: share('give the share of the mean in a step, such as 0.9')
      .default(defaults.lionBeta1)
      .meta(
        means('β₁, the share of the running mean in the direction of a step, the rest being ∇L.', {
          source: CHEN,
        }),
      ),
    beta2: share('give the share of the mean kept, such as 0.99')
      .default(defaults.lionBeta2)
      .meta(
        means('β₂, the share of the running mean that is kept at each step.', { source: CHEN }),
      ),
    ...regularised,
  },
  ...alongGradients((spec: GradientSpec & { readonly beta1: number; readonly beta2: number }) =>
    lionSolver(spec),
  ),
});
