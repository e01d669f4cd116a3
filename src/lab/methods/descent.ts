import type { Rng } from '../../core/random.ts';
import type { Solver } from '../../dynamics/integrate/solver.ts';
import { euler } from '../../dynamics/solvers/euler.ts';
import { staleEuler } from '../../dynamics/solvers/stale-euler.ts';
import { alongGradients } from './along-gradients.ts';
import { defineMethod } from './define-method.ts';
import { batch, delayed, drawn, type GradientSpec, rated, scaled } from './gradient-keys.ts';
import { delayOf, isPlain, plainDraws } from './gradient-terms.ts';

const eulerOf = ({ delay }: GradientSpec, random: Rng): Solver =>
  delay === undefined ? euler : staleEuler(delayOf(delay, random));

/** λ* = 2/η of θ ← θ − η∇L(θ). */
const edge = (spec: GradientSpec) => (isPlain(spec) ? 2 / spec.rate : undefined);

export const gradientDescent = defineMethod({
  name: 'gradient-descent',
  title: 'GD',
  keys: { ...rated, ...delayed, ...scaled },
  family: (spec) => (isPlain(spec) ? 'descent' : 'other'),
  edge,
  ...alongGradients(eulerOf),
});

export const sgd = defineMethod({
  name: 'sgd',
  title: 'SGD',
  keys: { ...rated, batch, ...drawn, ...delayed, ...scaled },
  family: (spec) => (isPlain(spec) ? 'stochastic' : 'other'),
  edge,
  plainDraws,
  ...alongGradients(eulerOf),
});
