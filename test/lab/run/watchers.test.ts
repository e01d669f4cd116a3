import { beforeAll, describe, expect, test } from 'vitest';
import { openEngine } from '../../../src/engine/backend.ts';
import type { Result } from '../../../src/lab/records/result.ts';
import { execute } from '../../../src/lab/run/execute.ts';
import { twoWells } from '../../../src/problems/toys/wells.ts';
import { expectNoLeaks } from '../../support/expect-no-leaks.ts';
import { meanFirstPassage } from '../../support/mean-first-passage.ts';
import { sources } from '../../support/small-run.ts';
import { only } from '../../support/standard-experiment.ts';

beforeAll(async () => {
  await openEngine('native');
});
expectNoLeaks();

const run = (text: string, measure: string): Promise<Result> =>
  execute(
    only(`${text}\nmeasure: { trace: false, sharpness: false, threshold: false, ${measure} }`),
    sources,
  );

/** Within so many standard errors, and a share that steps of their size are off by. */
function expectWithin(found: Result['scalars'][string] | undefined, truth: number, share: number) {
  expect(found!.stderr).toBeGreaterThan(0);
  expect(Math.abs(found!.value - truth)).toBeLessThan(3.5 * found!.stderr + share * truth);
}

describe('walkers under Langevin dynamics in two wells', () => {
  const [T, h] = [0.4, [4, 1] as const];
  const U = twoWells(h, 4, 1);
  const [left, , right] = U.places;
  const text = (time: number, walkers: number) =>
    `data: { name: two-wells, curvature: 4, other: 1, top: 4, walkers: ${walkers} }\nmethods: [{ method: langevin, temperature: ${T}, dt: 0.02 }]\nstop: { time: ${time} }`;
  const moment = (of: (x: number) => number) => {
    let [sum, total] = [0, 0];
    for (let x = -8; x < 8; x += 1e-3) {
      const p = Math.exp(-U.at(x) / T);
      sum += p * of(x);
      total += p;
    }
    return sum / total;
  };
  let bare: Result;
  let watched: Result;
  beforeAll(async () => {
    bare = await run(text(60, 400), 'points: 80');
    watched = await run(
      text(60, 400),
      'stationaryVariance: true, occupancy: { from: 45 }, totalVariation: { bins: 30, from: 45 }, passage: { every: 5, from: 5 }',
    );
  });

  test('weights are the same to the last bit, with and without what watches them', () => {
    expect(watched.weights).toEqual(bare.weights);
    expect(watched.facts.steps).toBe(bare.facts.steps);
    expect(Object.keys(bare.scalars)).toEqual(['trainLoss']);
  });

  test('spend the share of time in each well that exp(−U/T) says', () => {
    expectWithin(
      watched.scalars.occupancy,
      moment((x) => Number(x > 0)),
      0.02,
    );
    // Walkers remember for some 12 units of time which well they are in: 15 units of 400 of them tell little more than one look.
    expect(watched.scalars.occupancy!.stderr).toBeGreaterThan(0.7 * Math.sqrt(0.23 / 400));
  });

  test('are as far from the minimum of their well', () => {
    const own = (x: number) => (x - (x > 0 ? right : left)) ** 2;
    expectWithin(watched.scalars.stationaryVariance, moment(own), 0.04);
  });

  test('have a histogram whose distance from exp(−U/T) is near its floor', () => {
    const { totalVariation, totalVariationFloor, independentDraws } = watched.scalars;
    expect(totalVariation!.value).toBeGreaterThan(0.3 * totalVariationFloor!.value);
    expect(totalVariation!.value).toBeLessThan(2 * totalVariationFloor!.value + 0.01);
    // Of N independent draws in 30 bins alike ½ √(2 · 30/(πN)); these bins are not, and so it is less.
    const alike = Math.sqrt(60 / (Math.PI * independentDraws!.value)) / 2;
    expect(totalVariationFloor!.value / alike).toBeLessThan(1);
    expect(totalVariationFloor!.value / alike).toBeGreaterThan(0.75);
    // Half of the looks fall within a unit of time or so of another one.
    expect(independentDraws!.value).toBeGreaterThan(400);
    expect(independentDraws!.value).toBeLessThan(400 * 75);
  });

  test('first come to the other minimum after the exact mean time', () => {
    expectWithin(watched.scalars.passage, meanFirstPassage(U.at, T, left, right), 0.03);
    expect(watched.scalars.escapes!.value).toBeGreaterThan(300);
  });

  test('are far from the density of another temperature', async () => {
    const { scalars } = await run(text(20, 50), `totalVariation: { temperature: ${2 * T} }`);
    expect(scalars.totalVariation!.value).toBeGreaterThan(3 * scalars.totalVariationFloor!.value);
  });
});

test.each([
  ['constant', 1],
  ['far from small', 1.6],
])('springs under SGD at a rate that is %s have the variance ηc/(Bh(2 − ηh))', async (_, rate) => {
  const { scalars } = await run(
    `data: { name: springs, walkers: 100, train: 300, noise: 2 }\nmethods: [{ method: sgd, rate: ${rate}, batch: 3, sampling: with-replacement }]\nstop: { steps: 2000 }`,
    'stationaryVariance: { every: 2 }',
  );
  expectWithin(scalars.stationaryVariance, (rate * 2) / (3 * (2 - rate)), 0);
  expect(scalars.stationaryVariance!.stderr).toBeLessThan(0.02 * scalars.stationaryVariance!.value);
});

test('a single coordinate of a quadratic has an error too, from parts of its time', async () => {
  const { scalars } = await run(
    'data: { name: quadratic, eigenvalues: [2], start: 0 }\nmethods: [{ method: langevin, temperature: 0.3, dt: 0.05 }]\nstop: { steps: 8000 }',
    'stationaryVariance: { every: 5 }',
  );
  expectWithin(scalars.stationaryVariance, 0.3 / (2 * (1 - 0.05)), 0);
  expect(scalars.stationaryVariance!.stderr).toBeLessThan(0.2 * scalars.stationaryVariance!.value);
});

test('the window is the second half by steps, epochs or time, or begins where it is told to', async () => {
  // Gradient descent from 1: x = 2^−k, so that the mean of x² says which looks were counted.
  const squares = async (stop: string, own: string) => {
    const { scalars } = await run(
      `precision: double\ndata: { name: quadratic, eigenvalues: [1, 1] }\nmethods: [{ method: gradient-descent, rate: 0.5 }]\nstop: { ${stop} }`,
      `stationaryVariance: ${own}`,
    );
    return scalars.stationaryVariance!.value;
  };
  const mean = (steps: readonly number[]) =>
    steps.reduce((sum, k) => sum + 4 ** -k, 0) / steps.length;
  expect(await squares('steps: 8', '{ every: 1 }')).toBeCloseTo(mean([4, 5, 6, 7, 8]), 14);
  expect(await squares('steps: 8', '{ every: 3 }')).toBeCloseTo(mean([6]), 14);
  expect(await squares('time: 3', '{ every: 2 }')).toBeCloseTo(mean([4, 6]), 14);
  expect(await squares('epochs: 6', '{ every: 1, from: 2.5 }')).toBeCloseTo(mean([5, 6]), 14);
});

describe('the divergence from the Laplace posterior', () => {
  test('of springs under SGD is that of the variance ηc/(Bh(2 − ηh)), at any rate', async () => {
    const [h, c, n, d, B] = [1, 2, 40, 3, 4];
    for (const rate of [0.05, 0.2]) {
      const { scalars } = await run(
        `data: { name: springs, walkers: ${d}, train: ${n}, noise: ${c}, curvature: ${h} }\nmethods: [{ method: sgd, rate: ${rate}, batch: ${B}, sampling: with-replacement }]\nstop: { steps: 6000 }`,
        'laplaceDivergence: { every: 1, from: 10 }',
      );
      const x = (n * h * rate * c) / (B * h * (2 - rate * h));
      expectWithin(scalars.laplaceDivergence, (d / 2) * (x - 1 - Math.log(x)), 0);
      expect(scalars.laplaceDivergence!.cost.hvps).toBe(d);
    }
  });

  test.each([
    ['linear-regression, dimensions: 3, train: 50', 1],
    ['linear-regression, dimensions: 3, train: 50', 2],
    ['logistic, separable: false, dimensions: 2, train: 400', 1],
  ])(
    'of %s under Langevin dynamics at %d/n is that of so many times its covariance',
    async (data, x) => {
      const n = Number(data.split('train: ')[1]);
      const d = Number(data.match(/dimensions: (\d)/)![1]);
      const { scalars } = await run(
        `data: { name: ${data}, seed: 1 }\nmethods: [{ method: langevin, temperature: ${x / n}, dt: 0.2 }]\nstop: { steps: 8000 }`,
        'laplaceDivergence: { every: 4, from: 60 }',
      );
      const truth = (d / 2) * (x - 1 - Math.log(x));
      const { value, stderr } = scalars.laplaceDivergence!;
      // Steps of dt make the covariance a tenth or so larger.
      expect(Math.abs(value - truth)).toBeLessThan(3.5 * stderr + 0.03 + 0.15 * truth);
      expect(stderr).toBeLessThan(0.1);
    },
  );
});

test('springs under SGD settle at the law of their steps, and far from exp(−L/T) at a large rate', async () => {
  const { scalars, arrays } = await run(
    'data: { name: springs, walkers: 60, train: 200 }\nmethods: [{ method: sgd, rate: 1.6, batch: 1, sampling: with-replacement }]\nstop: { steps: 3000 }',
    'points: 2, stationaryHistogram: { every: 5 }',
  );
  const { edges, shares, shareErrors, places, boltzmann, steps } = arrays.stationaryHistogram!;
  const { stepLawVariation, stepLawFloor } = scalars;
  expect(stepLawVariation!.value).toBeLessThan(2.5 * stepLawFloor!.value);
  const step = places[1]! - places[0]!;
  const total = (density: readonly number[]) => density.reduce((a, b) => a + b) * step;
  expect(total(steps)).toBeCloseTo(1, 2);
  expect(total(boltzmann)).toBeCloseTo(1, 6);
  const width = edges[1]! - edges[0]!;
  const variance = shares.reduce(
    (sum, share, i) => sum + share * (edges[i]! + width / 2) ** 2,
    -(width ** 2) / 12,
  );
  // ηc/(h(2 − ηh)) = 4, and that of small steps 0.8.
  expect(Math.abs(variance - 4)).toBeLessThan(0.4);
  expect(Math.max(...shareErrors)).toBeLessThan(0.01);
});

test('descent in a linear network of two layers stays in the plane of its start, and SGD on springs does not', async () => {
  const exact = await run(
    'data: { name: two-layer-linear, width: 64 }\nprecision: double\nmethods: [{ method: gradient-descent, rate: 3 }]\nstop: { steps: 50 }',
    'startPlane: { looks: 20, points: 5 }',
  );
  const { path, losses, axes } = exact.arrays.startPlane!;
  expect(exact.scalars.offPlane!.value).toBeLessThan(1e-12);
  expect(path).toHaveLength(20);
  expect(path[0]![0]).toBeCloseTo(1, 12);
  expect(path[0]![1]).toBeCloseTo(0, 12);
  // L = (uᵀv)²/2m, which is even on this plane; its middle is 0.
  expect(axes.map(({ at }) => at[2])).toEqual([0, 0]);
  expect(losses[2]![2]).toBe(0);
  expect(losses[4]![3]).toBeCloseTo(losses[0]![1]!, 9);
  const noisy = await run(
    'data: { name: springs, walkers: 5, train: 20, start: 1 }\nmethods: [{ method: sgd, rate: 0.5, batch: 1 }]\nstop: { steps: 50 }',
    'startPlane: { looks: 20, points: 3 }',
  );
  expect(noisy.scalars.offPlane!.value).toBeGreaterThan(0.1);
});
