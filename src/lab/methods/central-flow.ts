import { afterRmsprop } from '../../dynamics/central/central-euler.ts';
import { centralFlow as flowAtTheEdge } from '../../dynamics/central/central-flow.ts';
import { defaults } from '../spec/defaults.ts';
import { means, whole } from '../spec/field.ts';
import { alpha, epsilon } from './adaptive.ts';
import { defineMethod } from './define-method.ts';
import { rate } from './gradient-keys.ts';

/** Steps of the flow per step of descent, which are also those between evaluations of the loss. */
const substeps = whole(1, 'give the steps of the flow per step of descent, such as 4')
  .default(defaults.substeps)
  .meta(
    means('The steps of the flow for each step of descent.', {
      source: 'that of the code of Cohen, Damian et al. 2025',
    }),
  );
const evaluateEvery = (spec: { readonly substeps: number }) => spec.substeps;
const label = (spec: { readonly rate: number }, title: string) => `${title} η=${spec.rate}`;

/** `rate` is η of the gradient descent whose average it is. */
export const centralFlow = defineMethod({
  name: 'central-flow',
  title: 'central flow',
  about: 'The smooth path about which gradient descent oscillates at the edge of stability.',
  sources: ['cohen2025'],
  keys: { rate, substeps },
  build: (spec, { objective, random }) =>
    flowAtTheEdge(objective, { eta: spec.rate, substeps: spec.substeps, random }),
  averages: true,
  compilable: () => false,
  evaluateEvery,
  label,
});

/** `rate`, `alpha` and `epsilon` are η, α and ε of the RMSProp whose average it is. */
export const rmspropCentralFlow = defineMethod({
  name: 'rmsprop-central-flow',
  title: 'RMSProp central flow',
  about: 'The smooth path about which RMSProp oscillates at the edge of stability.',
  sources: ['cohen2025'],
  keys: { rate, alpha, epsilon, substeps },
  build: ({ rate: eta, substeps: steps, ...rmsprop }, { objective, random }) =>
    flowAtTheEdge(objective, { eta, substeps: steps, random, rmsprop }),
  preconditioner: () => 'carried',
  takesOver: { method: 'rmsprop', state: afterRmsprop },
  averages: true,
  compilable: () => false,
  evaluateEvery,
  label,
});
