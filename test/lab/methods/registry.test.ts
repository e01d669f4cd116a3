import { beforeAll, describe, expect, test } from 'vitest';
import { rng } from '../../../src/core/random.ts';
import { centralFlow } from '../../../src/dynamics/central/central-flow.ts';
import { constant, scheduled } from '../../../src/dynamics/integrate/controller.ts';
import type { Method } from '../../../src/dynamics/integrate/integrate.ts';
import {
  constantRate,
  cosine,
  inverseTime,
  piecewise,
  stepDecay,
  warmUp,
} from '../../../src/dynamics/integrate/schedules.ts';
import { gradientFlow, gradientFlowFixedStep } from '../../../src/dynamics/methods/descent.ts';
import { modifiedFlow } from '../../../src/dynamics/methods/modified-flow.ts';
import { momentumFlow } from '../../../src/dynamics/methods/momentum-flow.ts';
import { shuffledFlow } from '../../../src/dynamics/methods/shuffled-flow.ts';
import { flowOfSgd, langevin } from '../../../src/dynamics/methods/stochastic-flow.ts';
import { svag } from '../../../src/dynamics/methods/svag.ts';
import { adam } from '../../../src/dynamics/solvers/adam.ts';
import { fixedDelay, geometricDelay, uniformDelay } from '../../../src/dynamics/solvers/delay.ts';
import { euler } from '../../../src/dynamics/solvers/euler.ts';
import { lion } from '../../../src/dynamics/solvers/lion.ts';
import { heavyBall, nesterov } from '../../../src/dynamics/solvers/momentum.ts';
import { muon } from '../../../src/dynamics/solvers/orthogonal/muon.ts';
import { rmsprop } from '../../../src/dynamics/solvers/rmsprop.ts';
import { staleEuler } from '../../../src/dynamics/solvers/stale-euler.ts';
import { descendOnAverages } from '../../../src/dynamics/terms/averaging.ts';
import { batches, stagedBatches } from '../../../src/dynamics/terms/batches.ts';
import { clipped } from '../../../src/dynamics/terms/clip.ts';
import { decayed } from '../../../src/dynamics/terms/decay.ts';
import { descend, descendOnBatches } from '../../../src/dynamics/terms/descend.ts';
import { perturb } from '../../../src/dynamics/terms/gradient-noise.ts';
import {
  descendOnTargets,
  flippedLabels,
  gaussianTargets,
} from '../../../src/dynamics/terms/label-noise.ts';
import { normals } from '../../../src/dynamics/terms/normals.ts';
import { dirichletShards, shardedBatches } from '../../../src/dynamics/terms/shards.ts';
import { sharpnessAware } from '../../../src/dynamics/terms/sharpness-aware.ts';
import { openEngine } from '../../../src/engine/backend.ts';
import { methodOf } from '../../../src/lab/methods/registry.ts';
import type { Objective } from '../../../src/objective/objective.ts';
import { expectNoLeaks } from '../../support/expect-no-leaks.ts';
import { EXAMPLES, endOf, initial, smallProblem } from '../../support/small-training.ts';
import { specsOf } from '../../support/standard-experiment.ts';

beforeAll(async () => {
  await openEngine('native');
});
expectNoLeaks();

const rows = (B: number) => batches(EXAMPLES, B, 'shuffled', rng(1));
const noArrays = (path: string): never => {
  throw new Error(`reads ${path}`);
};
const sampled = (o: Objective, B: number) => descendOnBatches(o, rows(B));

/** An entry as a user writes it, the value that it must mean, its label and its steps per epoch. */
const cases: readonly (readonly [string, (o: Objective) => Method, string, number])[] = [
  [
    '{ method: gradient-descent, rate: 0.1 }',
    (o) => ({ term: descend(o), solver: euler, controller: constant(0.1) }),
    'GD η=0.1',
    1,
  ],
  [
    '{ method: gradient-descent, rate: 0.1, schedule: { kind: step-decay, every: 4, factor: 0.5 } }',
    (o) => ({
      term: descend(o),
      solver: euler,
      controller: scheduled(stepDecay(0.1, { every: 4, factor: 0.5 })),
    }),
    'GD η=0.1 step-decay',
    1,
  ],
  [
    '{ method: gradient-descent, rate: 0.1, schedule: { kind: piecewise, at: [3, 6], factors: [0.5, 0.1] } }',
    (o) => ({
      term: descend(o),
      solver: euler,
      controller: scheduled(piecewise(0.1, { at: [3, 6], factors: [0.5, 0.1] })),
    }),
    'GD η=0.1 piecewise',
    1,
  ],
  [
    '{ method: sgd, rate: 0.1, batch: 5 }',
    (o) => ({ term: sampled(o, 5), solver: euler, controller: constant(0.1) }),
    'SGD B=5 η=0.1',
    5,
  ],
  [
    '{ method: sgd, rate: 0.1, batch: 4, average: 2, schedule: { kind: inverse-time, halvedAfter: 3 } }',
    (o) => ({
      term: descendOnAverages(o, rows(4), 2),
      solver: euler,
      controller: scheduled(inverseTime(0.1, 3)),
    }),
    'SGD B=4 η=0.1 inverse-time',
    3,
  ],
  [
    '{ method: heavy-ball, rate: 0.1, momentum: 0.8 }',
    (o) => ({ term: descend(o), solver: heavyBall(0.8), controller: constant(0.1) }),
    'heavy ball η=0.1',
    1,
  ],
  [
    '{ method: nesterov, rate: 0.1, batch: 6 }',
    (o) => ({ term: sampled(o, 6), solver: nesterov(0.9), controller: constant(0.1) }),
    'Nesterov B=6 η=0.1',
    4,
  ],
  [
    '{ method: adam, rate: 0.01, beta1: 0.8, schedule: { kind: cosine, steps: 9, final: 0.001, warmUp: 3 } }',
    (o) => ({
      term: descend(o),
      solver: adam({ beta1: 0.8 }),
      controller: scheduled(warmUp(cosine(0.01, { steps: 9, final: 0.001 }), 3)),
    }),
    'Adam η=0.01 cosine',
    1,
  ],
  [
    '{ method: adamw, rate: 0.01, batch: 5 }',
    (o) => ({
      term: decayed(sampled(o, 5), 0.01, 'decoupled'),
      solver: adam(),
      controller: constant(0.01),
    }),
    'AdamW B=5 η=0.01 w=0.01 decoupled',
    5,
  ],
  [
    '{ method: heavy-ball, rate: 0.01, weightDecay: 0.2, decay: decoupled }',
    (o) => ({
      term: decayed(descend(o), 0.2, 'decoupled'),
      solver: heavyBall(0.9),
      controller: constant(0.01),
    }),
    'heavy ball η=0.01 w=0.2 decoupled',
    1,
  ],
  [
    '{ method: gradient-descent, rate: 0.1, weightDecay: 0.2, decay: [coupled] }',
    (o) => ({
      term: decayed(descend(o), 0.2, 'coupled'),
      solver: euler,
      controller: constant(0.1),
    }),
    'GD η=0.1 w=0.2',
    1,
  ],
  [
    '{ method: sam, rate: 0.1, batch: 6 }',
    (o) => ({
      term: sharpnessAware(sampled(o, 6), { radius: 0.05, normalised: true }),
      solver: euler,
      controller: constant(0.1),
    }),
    'SAM B=6 η=0.1 ρ=0.05',
    4,
  ],
  [
    '{ method: sam, rate: 0.1, radius: 0.2, normalised: false, momentum: 0.5, gradientNoise: 0.2, clip: 0.3, weightDecay: 0.1 }',
    (o) => ({
      term: decayed(
        clipped(
          perturb(
            sharpnessAware(descend(o), { radius: 0.2, normalised: false }),
            0.2,
            normals(o.parameters, rng(1).fork('gradient')),
          ),
          0.3,
        ),
        0.1,
        'coupled',
      ),
      solver: heavyBall(0.5),
      controller: constant(0.1),
    }),
    'USAM η=0.1 noise=0.2 clip=0.3 w=0.1 ρ=0.2',
    1,
  ],
  [
    '{ method: lion, rate: 0.01, beta2: 0.9 }',
    (o) => ({
      ...{ term: descend(o), solver: lion({ beta2: 0.9 }), controller: constant(0.01) },
    }),
    'Lion η=0.01',
    1,
  ],
  [
    '{ method: muon, rate: 0.01, biasRate: 0.05, nesterov: false }',
    (o) => ({
      ...{ term: descend(o), controller: constant(0.01) },
      solver: muon({ nesterov: false, vectors: 0.05 / 0.01 }),
    }),
    'Muon η=0.01',
    1,
  ],
  [
    '{ method: rmsprop, rate: 0.01, alpha: 0.9, epsilon: 0.001, batch: 24, schedule: { kind: constant, warmUp: 5 } }',
    (o) => ({
      term: sampled(o, 24),
      solver: rmsprop({ alpha: 0.9, epsilon: 0.001 }),
      controller: scheduled(warmUp(constantRate(0.01), 5)),
    }),
    'RMSProp B=24 η=0.01 constant',
    1,
  ],
  ...(['rkc2', 'bogacki-shampine', 'dormand-prince'] as const).map(
    (solver) =>
      [
        `{ method: gradient-flow, solver: ${solver}, tolerance: 0.001 }`,
        (o: Objective) => gradientFlow(o, 1e-3, solver),
        `gradient flow (${solver})`,
        1,
      ] as const,
  ),
  [
    '{ method: modified-flow, rate: 0.1, tolerance: 0.001 }',
    (o) => modifiedFlow(o, 0.1, 1e-3),
    'modified flow η=0.1 (dormand-prince)',
    1,
  ],
  [
    '{ method: modified-flow, rate: 0.2, solver: bogacki-shampine, tolerance: 0.001 }',
    (o) => modifiedFlow(o, 0.2, 1e-3, 'bogacki-shampine'),
    'modified flow η=0.2 (bogacki-shampine)',
    1,
  ],
  [
    '{ method: central-flow, rate: 2 }',
    (o) => centralFlow(o, { eta: 2, random: rng(1) }),
    'central flow η=2',
    1,
  ],
  [
    '{ method: rmsprop-central-flow, rate: 0.01, alpha: 0.9, epsilon: 0.001, substeps: 2 }',
    (o) =>
      centralFlow(o, {
        ...{ eta: 0.01, substeps: 2, random: rng(1) },
        rmsprop: { alpha: 0.9, epsilon: 0.001 },
      }),
    'RMSProp central flow η=0.01',
    1,
  ],
  [
    '{ method: svag, rate: 0.1, batch: 4, amplification: 3 }',
    (o) => svag(o, 0.1, batches(EXAMPLES, 4, 'with-replacement', rng(1)), 3),
    'SVAG B=4 η=0.1 l=3',
    3,
  ],
  [
    '{ method: langevin, temperature: 0.01, dt: 0.1 }',
    (o) => langevin(o, 0.01, 0.1, rng(1)),
    'Langevin T=0.01 dt=0.1',
    1,
  ],
  [
    '{ method: stochastic-flow, rate: 0.1, batch: 4, dt: 0.05 }',
    (o) => flowOfSgd(o, { eta: 0.1, batch: 4, sampling: 'with-replacement' }, 0.05, rng(1)),
    'SGD flow B=4 η=0.1 dt=0.05',
    1,
  ],
  [
    '{ method: stochastic-flow, rate: 0.1, batch: 6, sampling: without-replacement, dt: 0.1 }',
    (o) => flowOfSgd(o, { eta: 0.1, batch: 6, sampling: 'without-replacement' }, 0.1, rng(1)),
    'SGD flow B=6 η=0.1 dt=0.1',
    1,
  ],
  [
    '{ method: stochastic-flow, rate: 0.1, batch: 4, drift: modified, dt: 0.05 }',
    (o) =>
      flowOfSgd(o, { eta: 0.1, batch: 4, sampling: 'with-replacement' }, 0.05, rng(1), 'modified'),
    'modified SGD flow B=4 η=0.1 dt=0.05',
    1,
  ],
  [
    '{ method: shuffled-flow, rate: 0.1, batch: 4, tolerance: 0.001 }',
    (o) => shuffledFlow(o, 0.1, 4, 1e-3),
    'shuffled flow B=4 η=0.1 (dormand-prince)',
    1,
  ],
  [
    '{ method: momentum-flow, rate: 0.1, momentum: 0.8, tolerance: 0.001, solver: bogacki-shampine }',
    (o) => momentumFlow(o, 0.1, 0.8, 1e-3, 'bogacki-shampine'),
    'momentum flow η=0.1 β=0.8 (bogacki-shampine)',
    1,
  ],
  [
    '{ method: sgd, rate: 0.1, batch: 4, labelFlips: 0.3 }',
    (o) => ({
      term: descendOnTargets(o, flippedLabels(o.labelled!, 0.3, rng(1)), rows(4)),
      solver: euler,
      controller: constant(0.1),
    }),
    'SGD B=4 η=0.1 flips=0.3',
    6,
  ],
  [
    '{ method: adam, rate: 0.01, targetNoise: 0.5 }',
    (o) => ({
      term: descendOnTargets(o, gaussianTargets(o.targets!, 0.5, rng(1))),
      solver: adam(),
      controller: constant(0.01),
    }),
    'Adam η=0.01 target-noise=0.5',
    1,
  ],
  [
    '{ method: nesterov, rate: 0.1, batch: 4, average: 2, gradientNoise: 0.2 }',
    (o) => ({
      term: perturb(
        descendOnAverages(o, rows(4), 2),
        0.2,
        normals(o.parameters, rng(1).fork('gradient')),
      ),
      solver: nesterov(0.9),
      controller: constant(0.1),
    }),
    'Nesterov B=4 η=0.1 noise=0.2',
    3,
  ],
  ...(
    [
      ['fixed, steps: 2', () => fixedDelay(2)],
      ['uniform, most: 3', () => uniformDelay(3, rng(1))],
      ['geometric, mean: 1.5, most: 5', () => geometricDelay(1.5, 5, rng(1))],
    ] as const
  ).map(
    ([delay, make]) =>
      [
        `{ method: gradient-descent, rate: 0.1, delay: { kind: ${delay} } }`,
        (o: Objective) => ({
          term: descend(o),
          solver: staleEuler(make()),
          controller: constant(0.1),
        }),
        `GD η=0.1 ${delay.split(',')[0]}-delay`,
        1,
      ] as const,
  ),
  [
    '{ method: sgd, rate: 0.1, batch: 2, stages: { 8: 12, 3: 4 } }',
    (o) => ({
      term: descendOnBatches(
        o,
        stagedBatches(
          EXAMPLES,
          [
            { from: 0, batch: 2 },
            { from: 3, batch: 4 },
            { from: 8, batch: 12 },
          ],
          'shuffled',
          rng(1),
        ),
      ),
      solver: euler,
      controller: constant(0.1),
    }),
    'SGD B=2 η=0.1 staged',
    12,
  ],
  [
    '{ method: sgd, rate: 0.1, batch: 2, average: 3, stages: { 4: 6 } }',
    (o) => ({
      term: {
        ...descendOnAverages(o, () => Int32Array.of(), 3),
        // The second stage starts at step 4, whatever number of batches came before.
        feeds: ({ step }) =>
          [0, 1, 2].map((j) =>
            step < 4
              ? batches(EXAMPLES, 2, 'shuffled', rng(1).fork('stage', 0))(3 * step + j)
              : batches(EXAMPLES, 6, 'shuffled', rng(1).fork('stage', 1))(3 * (step - 4) + j),
          ),
      },
      solver: euler,
      controller: constant(0.1),
    }),
    'SGD B=2 η=0.1 staged',
    4,
  ],
  ...(['all', 'in-turn'] as const).map(
    (visit) =>
      [
        `{ method: heavy-ball, rate: 0.1, batch: 2, shards: { workers: 3, alpha: 0.2, visit: ${visit} } }`,
        (o: Objective) => {
          const { labels } = o.labelled!;
          const dealt = dirichletShards(labels, { workers: 3, alpha: 0.2 }, rng(1).fork('shards'));
          return {
            term: descendOnBatches(o, shardedBatches(dealt, 2, 'shuffled', visit, rng(1))),
            solver: heavyBall(0.9),
            controller: constant(0.1),
          };
        },
        'heavy ball B=2 η=0.1 3-shards',
        visit === 'all' ? 4 : 12,
      ] as const,
  ),
  ...(['heun', 'rk4'] as const).map(
    (solver) =>
      [
        `{ method: gradient-flow, solver: ${solver}, dt: 0.1 }`,
        (o: Objective) => gradientFlowFixedStep(o, 0.1, solver),
        `gradient flow (${solver})`,
        1,
      ] as const,
  ),
];

describe.each(cases)('%s', (entry, expected, label, perEpoch) => {
  const spec = specsOf(`methods: [${entry}]\nseeds: 1`)[0]!.method;
  const kind = methodOf(spec);

  test('trains as the value that it stands for, bit for bit', () => {
    const { objective, dispose } = smallProblem();
    const end = (method: Method) => endOf(method, objective, initial(), { steps: 12 });
    expect(end(kind.build({ objective, readArrays: noArrays, random: rng(1) }))).toEqual(
      end(expected(objective)),
    );
    dispose();
  });

  test('draws something if another stream takes it elsewhere, and else nothing', () => {
    const { objective, dispose } = smallProblem();
    const end = (seed: number) =>
      endOf(
        kind.build({ objective, readArrays: noArrays, random: rng(seed) }),
        objective,
        initial(),
        {
          steps: 12,
        },
      );
    const [one, other] = [1, 2].map(end);
    const apart = Math.max(...one!.map((x, i) => Math.abs(x - other![i]!)));
    dispose();
    // Batches of all examples differ in their order alone, and the directions of a central flow in rounding.
    if (kind.batch !== EXAMPLES) expect(apart > 1e-3).toBe(kind.noisy);
  });

  test(`is labelled ${label}, and passes the examples once in ${perEpoch} steps`, () => {
    expect(kind.label).toBe(label);
    expect(kind.stepsPerEpoch(EXAMPLES)).toBe(perEpoch);
    expect(Number.isInteger(kind.evaluateEvery(EXAMPLES))).toBe(true);
  });

  test('changes the rate of its steps alone, where it has one', () => {
    if (kind.at === undefined) expect(spec.method).toMatch(/flow$|langevin|svag/);
    else expect(kind.at(7).spec).toEqual({ ...spec, rate: 7 });
  });
});

test('epochs count passes over the examples, whatever the sizes of the batches', () => {
  const passes = (entry: string, step: number) => {
    const spec = specsOf(`methods: [${entry}]\nseeds: 1`)[0]!.method;
    return methodOf(spec).passes(EXAMPLES, step);
  };
  const staged = '{ method: sgd, rate: 0.1, batch: 2, stages: { 8: 12, 3: 4 } }';
  expect(passes(staged, 0)).toBe(0);
  expect(passes(staged, 2)).toBeCloseTo(2 / 12, 12);
  expect(passes(staged, 8)).toBeCloseTo(3 / 12 + 5 / 6, 12);
  expect(passes(staged, 10)).toBeCloseTo(3 / 12 + 5 / 6 + 1, 12);
  expect(passes('{ method: sgd, rate: 0.1, batch: 4 }', 9)).toBe(1.5);
  expect(passes('{ method: adam, rate: 0.1 }', 9)).toBe(9);
});
