import {
  heavyBall as heavyBallSolver,
  nesterov as nesterovSolver,
} from '../../dynamics/solvers/momentum.ts';
import { defaults } from '../spec/defaults.ts';
import { share } from '../spec/field.ts';
import { alongGradients } from './along-gradients.ts';
import { eitherBatch, type GradientSpec, scaled } from './gradient-keys.ts';
import { defineMethod } from './method.ts';

/** β, the share of the velocity kept. */
export const momentum = share('give the share of the velocity kept, such as 0.9').default(
  defaults.momentum,
);

const keys = { ...eitherBatch, momentum, ...scaled };
type MomentumSpec = GradientSpec & { readonly momentum: number };

export const heavyBall = defineMethod({
  name: 'heavy-ball',
  title: 'heavy ball',
  keys,
  ...alongGradients(({ momentum: beta }: MomentumSpec) => heavyBallSolver(beta)),
});

export const nesterov = defineMethod({
  name: 'nesterov',
  title: 'Nesterov',
  keys,
  ...alongGradients(({ momentum: beta }: MomentumSpec) => nesterovSolver(beta)),
});
