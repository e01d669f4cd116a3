import type { Rng } from '../../core/random.ts';
import type { Solver } from '../../dynamics/integrate/solver.ts';
import { euler } from '../../dynamics/solvers/euler.ts';
import { staleEuler } from '../../dynamics/solvers/stale-euler.ts';
import type { Edge } from '../spec/edge.ts';
import { alongGradients } from './along-gradients.ts';
import { defineMethod } from './define-method.ts';
import { DESCENT, fullBatchEdge, type Law } from './edge.ts';
import { batch, delayed, drawn, type GradientSpec, rated, scaled } from './gradient-keys.ts';
import { delayOf, isPlain, plainDraws, plainSteps } from './gradient-terms.ts';
import { alike } from './gradients/batch-noise.ts';
import { regularised } from './gradients/regularised.ts';

const eulerOf = ({ delay }: GradientSpec, random: Rng): Solver =>
  delay === undefined ? euler : staleEuler(delayOf(delay, random));

/** That of steps on the gradient at the weights of d steps ago, d = 0 without a delay; delays at random have none. */
function lawOf(delay: GradientSpec['delay']): Law | undefined {
  if (delay === undefined) return DESCENT;
  if (delay.kind !== 'fixed') return undefined;
  const d = delay.steps;
  return {
    multiple: 2 * Math.sin(Math.PI / (4 * d + 2)),
    ...{ numerator: '2 sin(π/(4d + 2))', symbols: { d } },
    source: 'Levin & May, Theor. Popul. Biol. 9 (1976) 178–187',
  };
}

/** What SGD is held against is the curvature of mini-batches along their own gradients. */
const stochasticEdge = (spec: GradientSpec): Edge | undefined =>
  isPlain(spec)
    ? {
        ...{ quantity: 'batchSharpness', rate: spec.rate, ...DESCENT },
        source: 'Andreyev & Beneventano, 2024 (arXiv 2412.20553)',
      }
    : undefined;

export const gradientDescent = defineMethod({
  name: 'gradient-descent',
  title: 'GD',
  about: 'Gradient descent on all examples, θ ← θ − η∇L(θ).',
  sources: ['cauchy1847'],
  keys: { ...rated, ...alike, ...delayed, ...scaled, ...regularised },
  family: (spec) => (isPlain(spec) ? 'descent' : 'other'),
  edge(spec) {
    const law = lawOf(spec.delay);
    return law && fullBatchEdge(spec, ['delay'], law);
  },
  followsFlow: plainSteps,
  ...alongGradients(eulerOf),
});

export const sgd = defineMethod({
  name: 'sgd',
  title: 'SGD',
  about: 'Stochastic gradient descent on mini-batches of B examples, θ ← θ − η∇L_B(θ).',
  sources: ['robbins1951'],
  keys: { ...rated, batch, ...drawn, ...delayed, ...scaled, ...regularised },
  family: (spec) => (isPlain(spec) ? 'stochastic' : 'other'),
  edge: stochasticEdge,
  plainDraws,
  followsFlow: plainSteps,
  stepLength: (spec) => (isPlain(spec) ? spec.rate : undefined),
  ...alongGradients(eulerOf),
});
