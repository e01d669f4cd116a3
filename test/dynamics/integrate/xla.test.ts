import { beforeAll, describe, expect, test } from 'vitest';
import { rng } from '../../../src/core/random.ts';
import { type Checkpoint, free } from '../../../src/dynamics/integrate/checkpoint.ts';
import { constant, scheduled } from '../../../src/dynamics/integrate/controller.ts';
import {
  type IntegrateOptions,
  integrate,
  type Method,
} from '../../../src/dynamics/integrate/integrate.ts';
import { cosine } from '../../../src/dynamics/integrate/schedules.ts';
import {
  gradientDescent,
  gradientFlowFixedStep,
  stochasticGradientDescent,
} from '../../../src/dynamics/methods/descent.ts';
import { flowOfSgd, langevin } from '../../../src/dynamics/methods/stochastic-flow.ts';
import { svag } from '../../../src/dynamics/methods/svag.ts';
import { adam } from '../../../src/dynamics/solvers/adam.ts';
import { euler } from '../../../src/dynamics/solvers/euler.ts';
import { heavyBall } from '../../../src/dynamics/solvers/momentum.ts';
import { muon } from '../../../src/dynamics/solvers/orthogonal/muon.ts';
import { rmsprop } from '../../../src/dynamics/solvers/rmsprop.ts';
import { batches } from '../../../src/dynamics/terms/batches.ts';
import { clipped } from '../../../src/dynamics/terms/clip.ts';
import { decayed } from '../../../src/dynamics/terms/decay.ts';
import { descendOnBatches } from '../../../src/dynamics/terms/descend.ts';
import { sharpnessAware } from '../../../src/dynamics/terms/sharpness-aware.ts';
import { openEngine } from '../../../src/engine/backend.ts';
import { flatten64 } from '../../../src/engine/tensors/params.ts';
import type { Precision } from '../../../src/engine/tensors/precision.ts';
import type { Objective } from '../../../src/objective/objective.ts';
import { expectNoLeaks } from '../../support/expect-no-leaks.ts';
import {
  distance,
  EXAMPLES,
  initial,
  network,
  smallProblem,
  withWeights,
} from '../../support/small-training.ts';

beforeAll(async () => {
  await openEngine('native');
});
expectNoLeaks();

/** More than after which steps one by one have a graph of their own. */
const STEPS = 45;

/** Five of 24 examples, and every fifth time four. */
const odd = () => batches(EXAMPLES, 5, 'shuffled', rng(3));
const even = () => batches(EXAMPLES, 6, 'with-replacement', rng(3));
const noise = { eta: 0.1, batch: 5, sampling: 'with-replacement' } as const;
const methods: readonly (readonly [string, (o: Objective) => Method, Precision])[] = [
  ['gradient descent', (o) => gradientDescent(o, 0.1), 'single'],
  ['SGD', (o) => stochasticGradientDescent(o, 0.1, odd()), 'single'],
  ['SGD', (o) => stochasticGradientDescent(o, 0.1, odd()), 'double'],
  [
    'momentum by a schedule',
    (o) => ({
      term: descendOnBatches(o, even()),
      solver: heavyBall(0.9),
      controller: scheduled(cosine(0.05, { steps: 30, final: 0.01 })),
    }),
    'single',
  ],
  ...[adam(), rmsprop()].map(
    (solver) =>
      [
        solver.name,
        (o: Objective) => ({
          ...{ term: descendOnBatches(o, even()), solver },
          controller: constant(0.01),
        }),
        'single',
      ] as const,
  ),
  [
    'Muon with decay',
    (o) => ({
      ...{ term: decayed(descendOnBatches(o, even()), 0.1, 'decoupled'), solver: muon() },
      controller: constant(0.01),
    }),
    'double',
  ],
  [
    'momentum on clipped gradients',
    (o) => ({
      ...{ term: clipped(descendOnBatches(o, odd()), 0.1), solver: heavyBall(0.9) },
      controller: constant(0.01),
    }),
    'double',
  ],
  [
    'SAM',
    (o) => ({
      term: sharpnessAware(descendOnBatches(o, odd()), { radius: 0.1, normalised: true }),
      ...{ solver: euler, controller: constant(0.1) },
    }),
    'single',
  ],
  ['Langevin', (o) => langevin(o, 1e-4, 0.05, rng(9)), 'single'],
  ['the flow of SGD', (o) => flowOfSgd(o, noise, 0.05, rng(9)), 'single'],
  ['SVAG', (o) => svag(o, 0.1, even(), 4), 'single'],
  ['RK4', (o) => gradientFlowFixedStep(o, 0.1, 'rk4'), 'double'],
];

/** Points of a path from the start or a checkpoint on, with the loss where it was looked at; `keep` gives its checkpoint at a step. */
function path(
  make: (o: Objective) => Method,
  precision: Precision,
  options: IntegrateOptions,
  keep = -1,
) {
  const { objective, dispose } = smallProblem(precision);
  let kept: Checkpoint | undefined;
  const points = withWeights(initial(), network.shapes, (theta) =>
    Array.from(
      integrate(make(objective), theta, {
        ...{ steps: STEPS, precision, look: objective.value },
        ...options,
      }),
      (point) => {
        if (point.step === keep) kept = point.checkpoint();
        return { step: point.step, theta: flatten64(point.theta), loss: point.loss };
      },
    ),
  );
  dispose();
  return { points, kept };
}

const xla = true;
const length = (x: Float64Array) => Math.hypot(...x);

describe.each(methods)('steps of %s that XLA compiles', (_, make, precision) => {
  test('are those of the plain loop to round-off, and have the same bytes however they are divided into calls', () => {
    const { points: plain } = path(make, precision, { stride: 1 });
    const { points: one } = path(make, precision, { stride: 1, xla });
    for (const step of [1, 2, 5, 10]) {
      const [a, b] = [one[step]!.theta, plain[step]!.theta];
      expect(distance(a, b) / length(b)).toBeLessThan(precision === 'single' ? 1e-5 : 1e-13);
    }
    // XLA was at work: its sums have another order.
    expect(one.at(-1)!.theta).not.toEqual(plain.at(-1)!.theta);
    expect(one[9]!.loss).toBeCloseTo(plain[9]!.loss!, 5);

    const { points: many, kept } = path(make, precision, { stride: 13, xla }, 26);
    expect(many).toEqual(one.filter(({ step }) => step % 13 === 0 || step === STEPS));
    const { points: rest } = path(make, precision, { stride: 13, xla, resume: kept! });
    expect(rest.slice(1)).toEqual(many.slice(-2));
    free(kept!);
  });
});
