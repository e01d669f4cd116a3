import * as z from 'zod';
import { adam as adamSolver } from '../../dynamics/solvers/adam.ts';
import { rmsprop as rmspropSolver } from '../../dynamics/solvers/rmsprop.ts';
import { defaults } from '../spec/defaults.ts';
import { share } from '../spec/field.ts';
import { alongGradients } from './along-gradients.ts';
import { defineMethod } from './define-method.ts';
import { COHEN_2022, DESCENT, fullBatchEdge, type Law } from './edge.ts';
import { eitherBatch, type GradientSpec } from './gradient-keys.ts';

/** ε, added to the root of the mean square. */
export const epsilon = z
  .number({ error: 'give a number such as 1.0e-8' })
  .gte(0, { error: 'give a number such as 1.0e-8' })
  .default(defaults.epsilon);

/** α, the share of RMSProp's mean square kept. */
export const alpha = share('give the share of the mean square kept, such as 0.99').default(
  defaults.alpha,
);

/** That of λ(P⁻¹H) with the P of the solver. */
const adaptiveEdge = (spec: GradientSpec, settings: readonly string[], law: Law) =>
  fullBatchEdge(spec, settings, law, true);

export const adam = defineMethod({
  name: 'adam',
  title: 'Adam',
  sources: ['kingma2015'],
  keys: {
    ...eitherBatch,
    beta1: share('give the share of the mean kept, such as 0.9').default(defaults.beta1),
    beta2: share('give the share of the mean square kept, such as 0.999').default(defaults.beta2),
    epsilon,
  },
  ...alongGradients(
    (
      spec: GradientSpec & {
        readonly beta1: number;
        readonly beta2: number;
        readonly epsilon: number;
      },
    ) => adamSolver(spec),
  ),
  edge: (spec) =>
    adaptiveEdge(spec, ['beta1', 'beta2', 'epsilon'], {
      multiple: (2 + 2 * spec.beta1) / (1 - spec.beta1),
      ...{ numerator: '(2 + 2β₁)', denominator: '(1 − β₁)', symbols: { 'β₁': spec.beta1 } },
      source: COHEN_2022,
    }),
  preconditioner: () => 'carried',
});

export const rmsprop = defineMethod({
  name: 'rmsprop',
  title: 'RMSProp',
  sources: ['tieleman2012'],
  keys: { ...eitherBatch, alpha, epsilon },
  ...alongGradients((spec: GradientSpec & { readonly alpha: number; readonly epsilon: number }) =>
    rmspropSolver(spec),
  ),
  edge: (spec) => adaptiveEdge(spec, ['alpha', 'epsilon'], { ...DESCENT, source: COHEN_2022 }),
  preconditioner: () => 'carried',
});
