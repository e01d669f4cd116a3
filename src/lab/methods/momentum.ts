import {
  heavyBall as heavyBallSolver,
  nesterov as nesterovSolver,
} from '../../dynamics/solvers/momentum.ts';
import { defaults } from '../spec/defaults.ts';
import { share } from '../spec/field.ts';
import { alongGradients } from './along-gradients.ts';
import { defineMethod } from './define-method.ts';
import { eitherBatch, type GradientSpec, scaled } from './gradient-keys.ts';
import { isPlain } from './gradient-terms.ts';

/** β, the share of the velocity kept. */
export const momentum = share('give the share of the velocity kept, such as 0.9').default(
  defaults.momentum,
);

const keys = { ...eitherBatch, momentum, ...scaled };
type MomentumSpec = GradientSpec & { readonly momentum: number };

/** λ* of steps on the full batch at a constant η, from the largest stable ηλ; mini-batches have no such closed form. */
const edgeOf = ({ momentum: _, ...spec }: MomentumSpec, etaLambda: number): number | undefined =>
  spec.batch === undefined && isPlain(spec) ? etaLambda / spec.rate : undefined;

export const heavyBall = defineMethod({
  name: 'heavy-ball',
  title: 'heavy ball',
  keys,
  edge: (spec) => edgeOf(spec, 2 + 2 * spec.momentum),
  ...alongGradients(({ momentum: beta }: MomentumSpec) => heavyBallSolver(beta)),
});

export const nesterov = defineMethod({
  name: 'nesterov',
  title: 'Nesterov',
  keys,
  edge: (spec) => edgeOf(spec, (2 + 2 * spec.momentum) / (1 + 2 * spec.momentum)),
  ...alongGradients(({ momentum: beta }: MomentumSpec) => nesterovSolver(beta)),
});
