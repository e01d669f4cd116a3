import { beforeAll, describe, expect, test } from 'vitest';
import { rng } from '../../../src/core/random.ts';
import { constant, scheduled } from '../../../src/dynamics/integrate/controller.ts';
import { integrate } from '../../../src/dynamics/integrate/integrate.ts';
import {
  constantRate,
  cosine,
  inverseTime,
  piecewise,
  type Schedule,
  stepDecay,
  warmUp,
} from '../../../src/dynamics/integrate/schedules.ts';
import { drifts } from '../../../src/dynamics/integrate/term.ts';
import { adam } from '../../../src/dynamics/solvers/adam.ts';
import { euler } from '../../../src/dynamics/solvers/euler.ts';
import { heavyBall } from '../../../src/dynamics/solvers/momentum.ts';
import { descendOnAverages } from '../../../src/dynamics/terms/averaging.ts';
import { batches, stagedBatches } from '../../../src/dynamics/terms/batches.ts';
import { descend, descendOnBatches } from '../../../src/dynamics/terms/descend.ts';
import { openEngine } from '../../../src/engine/backend.ts';
import { flatten64 } from '../../../src/engine/tensors/params.ts';
import { expectNear } from '../../support/expect-near.ts';
import { expectNoLeaks } from '../../support/expect-no-leaks.ts';
import {
  adamByHand,
  type ByHand,
  descentByHand,
  heavyBallByHand,
  pathByHand,
} from '../../support/methods-in-float64.ts';
import { smallRegression } from '../../support/small-regression.ts';
import { distance, pathOf, withWeights } from '../../support/small-training.ts';
import { trained } from '../../support/trained.ts';

beforeAll(async () => {
  await openEngine('native');
});
expectNoLeaks();

const steps = 60;
const rounding = steps * 16 * 2 ** -48;

/** Each schedule beside some of its values, worked out by hand. */
const schedules: readonly (readonly [string, Schedule, Readonly<Record<number, number>>])[] = [
  ['a constant rate', constantRate(0.1), { 0: 0.1, 59: 0.1 }],
  [
    'step decay',
    stepDecay(0.1, { every: 20, factor: 0.5 }),
    { 0: 0.1, 19: 0.1, 20: 0.05, 39: 0.05, 40: 0.025 },
  ],
  // cos π/3 = ½, so that a third of the way leaves three quarters of the fall.
  [
    'cosine',
    cosine(0.1, { steps: 60, final: 0.02 }),
    { 0: 0.1, 20: 0.08, 30: 0.06, 40: 0.04, 60: 0.02, 90: 0.02 },
  ],
  ['cosine to zero', cosine(0.1, { steps: 30 }), { 0: 0.1, 15: 0.05, 30: 0, 59: 0 }],
  [
    'piecewise constant',
    piecewise(0.1, { at: [10, 25], factors: [0.5, 2] }),
    { 0: 0.1, 9: 0.1, 10: 0.05, 24: 0.05, 25: 0.2, 59: 0.2 },
  ],
  ['1/t', inverseTime(0.1, 10), { 0: 0.1, 10: 0.05, 30: 0.025, 90: 0.01 }],
  ['linear warm-up', warmUp(constantRate(0.1), 10), { 0: 0.01, 1: 0.02, 8: 0.09, 9: 0.1, 10: 0.1 }],
  [
    'linear warm-up into step decay',
    warmUp(stepDecay(0.1, { every: 8, factor: 0.5 }), 10),
    { 0: 0.01, 7: 0.08, 8: 0.045, 9: 0.05, 16: 0.025 },
  ],
];

const solvers: readonly (readonly [string, typeof euler, () => ByHand])[] = [
  ['gradient descent', euler, descentByHand],
  ['heavy ball', heavyBall(0.9), () => heavyBallByHand(0.9)],
  ['Adam', adam(), () => adamByHand(0.9, 0.999, 1e-8)],
];

describe.each(schedules)('%s', (_, schedule, values) => {
  test('has the values worked out by hand', () => {
    for (const [step, eta] of Object.entries(values))
      expectNear(schedule(Number(step)), eta, { rtol: 1e-14, atol: 1e-17 });
  });

  test.each(solvers)('under %s is the float64 loop, and t is Σ η', (_name, solver, twin) => {
    const toy = smallRegression();
    const method = { term: descend(toy.objective), solver, controller: scheduled(schedule) };
    const gradient = (theta: Float64Array) => toy.gradient(theta, toy.everyRow);
    const truth = pathByHand(twin(), toy.theta0, steps, gradient, schedule);
    let t = 0;
    withWeights(toy.theta0, toy.objective.shapes, (theta) => {
      for (const point of integrate(method, theta, { steps, precision: 'double' })) {
        expect(distance(flatten64(point.theta), truth[point.step]!)).toBeLessThan(rounding);
        expect(point.t).toBe(t);
        t += schedule(point.step);
      }
    });
    toy.dispose();
  });
});

describe('training by a schedule', () => {
  const schedule = warmUp(cosine(0.2, { steps: 40, final: 0.01 }), 5);

  test('passes the same points at any stride, and answers for times between them', () => {
    const toy = smallRegression();
    const method = {
      term: descend(toy.objective),
      solver: heavyBall(0.5),
      controller: scheduled(schedule),
    };
    const times = [0.3, 1, 1.7, 2.5];
    const end = (evaluateEvery: number) => {
      const seen: (readonly [number, Float64Array])[] = [];
      const done = trained(method, toy.objective, toy.theta0, {
        ...{ stop: { steps: 48 }, evaluateEvery, precision: 'double', snapshotTimes: times },
        snapshot: (time, { theta }) => void seen.push([time, flatten64(theta)]),
      });
      return { theta: done.theta, t: done.t, seen };
    };
    const single = end(1);
    expect(single.seen.map(([time]) => time)).toEqual(times);
    expect(end(8)).toEqual(single);
    expect(end(48)).toEqual(single);
    toy.dispose();
  });

  test('ends within half a step of the time asked for', () => {
    const toy = smallRegression();
    const method = { term: descend(toy.objective), solver: euler, controller: scheduled(schedule) };
    const { t, step } = trained(method, toy.objective, toy.theta0, { stop: { time: 2 } });
    const sum = Array.from({ length: step }, (_, k) => schedule(k)).reduce((a, b) => a + b, 0);
    expect(t).toBe(sum);
    expect(Math.abs(t - 2)).toBeLessThan(schedule(step - 1) / 2 + 1e-12);
    toy.dispose();
  });

  test.each([
    ['stalls rather than runs on to its time', { time: 100 }, 'stalled'],
    ['stalls so where other stalls are off', { time: 100, loss: 1e-9, stall: false }, 'stalled'],
    ['runs on to its steps', { time: 100, steps: 1000 }, 'completed'],
  ])('whose rate has come to zero %s', (_, stop, ending) => {
    const toy = smallRegression();
    const controller = scheduled(cosine(0.1, { steps: 10 }));
    const method = { term: descend(toy.objective), solver: euler, controller };
    expect(trained(method, toy.objective, toy.theta0, { stop }).ending).toBe(ending);
    toy.dispose();
  });
});

describe('batches', () => {
  const stages = [
    { from: 0, batch: 3 },
    { from: 10, batch: 8 },
    { from: 25, batch: 24 },
  ];

  test('of a size that changes are as large as their stage says, and a pure function of the step', () => {
    const rows = stagedBatches(24, stages, 'shuffled', rng(5));
    const sizes = Array.from({ length: 30 }, (_, step) => rows(step).length);
    expect(sizes).toEqual([
      ...new Array(10).fill(3),
      ...new Array(15).fill(8),
      ...new Array(5).fill(24),
    ]);
    const again = stagedBatches(24, stages, 'shuffled', rng(5));
    for (const step of [29, 10, 9, 24, 0]) expect(again(step)).toEqual(rows(step));
    // An epoch of the second stage: three batches that visit every row.
    expect([...rows(10), ...rows(11), ...rows(12)].sort((a, b) => a - b)).toEqual(
      Array.from({ length: 24 }, (_, i) => i),
    );
  });

  test.each([
    [[], 'invalid stages; not ascending from step 0: '],
    [[{ from: 1, batch: 2 }], 'invalid stages; not ascending from step 0: 1'],
    [
      [
        { from: 0, batch: 2 },
        { from: 0, batch: 4 },
      ],
      'invalid stages; not ascending from step 0: 0, 0',
    ],
    [[{ from: 0, batch: 25 }], 'invalid batch; not in 1 … 24: 25'],
  ])('refuse stages %j', (given, message) => {
    expect(() => stagedBatches(24, given, 'shuffled', rng(5))).toThrow(new RangeError(message));
  });

  test.each(solvers)('of changing size under %s are the float64 loop', (_, solver, twin) => {
    const toy = smallRegression();
    const rows = stagedBatches(24, stages, 'shuffled', rng(5));
    const term = descendOnBatches(toy.objective, rows);
    const gradient = (theta: Float64Array, step: number) => toy.gradient(theta, rows(step));
    const truth = pathByHand(twin(), toy.theta0, steps, gradient, () => 0.05);
    const path = pathOf({ term, solver, controller: constant(0.05) }, toy.objective, toy.theta0, {
      ...{ steps, precision: 'double' },
    });
    for (const [k, theta] of path.entries())
      expect(distance(theta, truth[k]!)).toBeLessThan(rounding);
    toy.dispose();
  });

  test.each(solvers)(
    'averaged three at a time under %s are the float64 loop',
    (_, solver, twin) => {
      const toy = smallRegression();
      const rows = batches(24, 7, 'shuffled', rng(5));
      const term = descendOnAverages(toy.objective, rows, 3);
      expect(drifts(term, 2)).toEqual({ gradients: 6, hvps: 0 });
      const gradient = (theta: Float64Array, step: number) => {
        const [a, b, c] = [0, 1, 2].map((j) => toy.gradient(theta, rows(3 * step + j)));
        return a!.map((x, i) => (x + b![i]! + c![i]!) / 3);
      };
      const truth = pathByHand(twin(), toy.theta0, steps, gradient, () => 0.05);
      const path = pathOf({ term, solver, controller: constant(0.05) }, toy.objective, toy.theta0, {
        ...{ steps, precision: 'double' },
      });
      for (const [k, theta] of path.entries())
        expect(distance(theta, truth[k]!)).toBeLessThan(rounding);
      toy.dispose();
    },
  );

  test('averaged k at a time have 1/k of the gradient noise', () => {
    const toy = smallRegression();
    const rows = batches(24, 2, 'with-replacement', rng(5));
    const mean = toy.gradient(toy.theta0, toy.everyRow);
    const draws = 3000;
    const noise = (k: number) => {
      const term = descendOnAverages(toy.objective, rows, k);
      let total = 0;
      for (let step = 0; step < draws; step++) {
        const each = term.feeds!({ step, t: 0, dt: 1 }).map((r) => toy.gradient(toy.theta0, r));
        const average = mean.map((_, i) => each.reduce((s, g) => s + g[i]!, 0) / k);
        total += distance(average, mean) ** 2 / draws;
      }
      return total;
    };
    // A mean of 3,000 squares of about normal numbers in 4 dimensions is known to about 3 %.
    expectNear(noise(4) / noise(1), 1 / 4, { rtol: 0.15 });
    toy.dispose();
  });
});

test.each([
  [() => constantRate(0), 'invalid rate; not in (0, ∞): 0'],
  [() => stepDecay(-1, { every: 1, factor: 0.5 }), 'invalid rate; not in (0, ∞): -1'],
  [() => stepDecay(1, { every: 0, factor: 0.5 }), 'invalid every; not an integer in [1, 2⁵³): 0'],
  [() => stepDecay(1, { every: 1, factor: 2 }), 'invalid factor; not in [0, 1]: 2'],
  [() => cosine(Number.NaN, { steps: 1 }), 'invalid rate; not in (0, ∞): NaN'],
  [() => cosine(1, { steps: 1.5 }), 'invalid steps; not an integer in [1, 2⁵³): 1.5'],
  [() => cosine(1, { steps: 1, final: -1 }), 'invalid final; not in [0, ∞): -1'],
  [
    () => piecewise(1, { at: [5, 5], factors: [1, 1] }),
    'invalid at; not an integer in [6, 2⁵³): 5',
  ],
  [
    () => piecewise(1, { at: [5, 9], factors: [1] }),
    'invalid factors; not one for each of 2 steps: 1',
  ],
  [() => piecewise(1, { at: [5], factors: [-1] }), 'invalid factors; not in [0, ∞): -1'],
  [() => inverseTime(0, 1), 'invalid rate; not in (0, ∞): 0'],
  [() => inverseTime(1, 0), 'invalid halvedAfter; not in (0, ∞): 0'],
  [() => warmUp(constantRate(1), 0), 'invalid steps; not an integer in [1, 2⁵³): 0'],
])('a schedule refuses what is out of range: %#', (make, message) => {
  expect(make).toThrow(new RangeError(message));
});

test('an average refuses a count that is not whole', () => {
  const toy = smallRegression();
  const rows = batches(24, 2, 'shuffled', rng(5));
  expect(() => descendOnAverages(toy.objective, rows, 0)).toThrow(
    new RangeError('invalid k; not an integer in [1, 2⁵³): 0'),
  );
  toy.dispose();
});
