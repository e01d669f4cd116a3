import * as z from 'zod';
import { adam as adamSolver } from '../../dynamics/solvers/adam.ts';
import { rmsprop as rmspropSolver } from '../../dynamics/solvers/rmsprop.ts';
import { defaults } from '../spec/defaults.ts';
import { means, share } from '../spec/field.ts';
import { alongGradients } from './along-gradients.ts';
import { defineMethod } from './define-method.ts';
import { COHEN_2022, DESCENT, fullBatchEdge, type Law } from './edge.ts';
import { gradientContradictions } from './gradient-contradictions.ts';
import { eitherBatch, type GradientSpec } from './gradient-keys.ts';
import { decoupled, regularised } from './gradients/regularised.ts';

const KINGMA = 'Kingma & Ba, Adam, ICLR 2015, algorithm 1';

/** ε, added to the root of the mean square. */
export const epsilon = z
  .number({ error: 'give a number such as 1.0e-8' })
  .gte(0, { error: 'give a number such as 1.0e-8' })
  .default(defaults.epsilon)
  .meta(
    means('ε, added to the root of the mean square that steps are divided by.', {
      source: KINGMA,
    }),
  );

/** α, the share of RMSProp's mean square kept. */
export const alpha = share('give the share of the mean square kept, such as 0.99')
  .default(defaults.alpha)
  .meta(
    means('α, the share of the mean square of gradients that is kept at each step.', {
      source: 'that of torch.optim.RMSprop',
    }),
  );

/** That of λ(P⁻¹H) with the P of the solver. */
const adaptiveEdge = (spec: GradientSpec, settings: readonly string[], law: Law) =>
  fullBatchEdge(spec, settings, law, true);

const moments = {
  beta1: share('give the share of the mean kept, such as 0.9')
    .default(defaults.beta1)
    .meta(
      means('β₁, the share of the mean gradient that is kept at each step.', { source: KINGMA }),
    ),
  beta2: share('give the share of the mean square kept, such as 0.999')
    .default(defaults.beta2)
    .meta(
      means('β₂, the share of the mean square of gradients that is kept at each step.', {
        source: KINGMA,
      }),
    ),
  epsilon,
};
type Moments = GradientSpec & {
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
};

/** What both forms of Adam are beside their keys. */
const byMoments = {
  ...alongGradients((spec: Moments) => adamSolver(spec)),
  edge: (spec: Moments) =>
    adaptiveEdge(spec, ['beta1', 'beta2', 'epsilon'], {
      multiple: (2 + 2 * spec.beta1) / (1 - spec.beta1),
      ...{ numerator: '(2 + 2β₁)', denominator: '(1 − β₁)', symbols: { 'β₁': spec.beta1 } },
      source: COHEN_2022,
    }),
  remembers: true as const,
  preconditioner: () => 'carried' as const,
};

export const adam = defineMethod({
  name: 'adam',
  title: 'Adam',
  about: 'Steps along a running mean of gradients, divided by the root of that of their squares.',
  sources: ['kingma2015'],
  keys: { ...eitherBatch, ...moments, ...regularised },
  ...byMoments,
});

export const adamw = defineMethod({
  name: 'adamw',
  title: 'AdamW',
  about: 'Adam with decoupled weight decay, θ ← (1 − ηw)θ − η(Adam’s step on ∇L).',
  sources: ['loshchilov2019'],
  keys: { ...eitherBatch, ...moments, ...decoupled },
  ...byMoments,
  contradictions: (entry, where) =>
    gradientContradictions({ weightDecay: defaults.adamwDecay, ...entry }, where),
});

export const rmsprop = defineMethod({
  name: 'rmsprop',
  title: 'RMSProp',
  about: 'Steps along the gradient, divided by the root of a running mean of its square.',
  sources: ['tieleman2012'],
  keys: { ...eitherBatch, alpha, epsilon, ...regularised },
  ...alongGradients((spec: GradientSpec & { readonly alpha: number; readonly epsilon: number }) =>
    rmspropSolver(spec),
  ),
  edge: (spec) => adaptiveEdge(spec, ['alpha', 'epsilon'], { ...DESCENT, source: COHEN_2022 }),
  remembers: true,
  preconditioner: () => 'carried',
});
