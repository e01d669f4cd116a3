import { beforeAll, describe, expect, test } from 'vitest';
import { openEngine } from '../../../src/engine/backend.ts';
import { execute } from '../../../src/lab/run/execute.ts';
import { referenceNames } from '../../../src/lab/spec/reference-names.ts';
import { toyNames } from '../../../src/lab/spec/toy.ts';
import { twoLayerLinear } from '../../../src/problems/toys/two-layer-linear.ts';
import { parse } from '../../support/standard-experiment.ts';

beforeAll(async () => {
  await openEngine('native');
});

/** Toy problems read nothing. */
const nothing = {
  images: () => Promise.reject(new Error('no images')),
  readArrays: () => {
    throw new Error('no arrays');
  },
};

/** The one run of a file on a toy problem. */
const runOf = async (text: string) => {
  const { specs } = parse(`${text}\nseeds: 1`);
  expect(specs).toHaveLength(1);
  return execute(specs[0]!, nothing);
};

describe('a quadratic', () => {
  const quadratic =
    'precision: double\ndata: { name: quadratic, eigenvalues: [2, 0.5], start: [1, -3] }\n';
  const off = 'measure: { threshold: false }\n';

  test('is descended by (1 − ηh)ᵏ from its start', async () => {
    const rate = 0.9;
    const { series, weights, facts } = await runOf(
      `${quadratic}${off}methods: [{ method: gradient-descent, rate: ${rate} }]\nstop: { steps: 30 }`,
    );
    const at = (k: number) => [2, 0.5].map((h, j) => [1, -3][j]! * (1 - rate * h) ** k);
    for (const [j, w] of weights[0]!.entries()) expect(w).toBeCloseTo(at(30)[j]!, 14);
    for (const [i, k] of series.step!.entries()) {
      const [a, b] = at(k) as [number, number];
      expect(series.trainLoss![i]! / (a * a + 0.25 * b * b)).toBeCloseTo(1, 12);
    }
    expect(facts.parameters).toBe(2);
    expect(Object.keys(series)).toEqual(['step', 'time', 'epoch', 'trainLoss']);
  });

  test('has the curvature that it was given, and loses stability at 2/λ', async () => {
    const { scalars } = await runOf(
      `${quadratic}measure: { trace: true, eigenvalues: { top: 1, bottom: 1 }, threshold: { width: 0.005, steps: 1000 } }\n` +
        'methods: [{ method: gradient-descent, rate: 0.1 }]\nstop: { steps: 5 }',
    );
    expect(scalars.trace!.value).toBeCloseTo(2.5, 10);
    expect(scalars.sharpness!.value).toBeCloseTo(2, 6);
    expect(scalars.lowestEigenvalue1!.value).toBeCloseTo(0.5, 6);
    const [low, high] = scalars.threshold!.bounds!;
    expect(low).toBeLessThanOrEqual(1);
    expect(high).toBeGreaterThanOrEqual(1);
    expect(high / low).toBeLessThan(1.006);
  });

  test('has neither test examples nor accuracies', async () => {
    const { scalars } = await runOf(
      `${quadratic}${off}methods: [{ method: gradient-descent, rate: 0.1 }]\nstop: { steps: 5 }`,
    );
    expect(Object.keys(scalars).sort()).toEqual([
      'initialSharpness',
      'sharpness',
      'trace',
      'trainLoss',
    ]);
  });
});

const gd = (rate: number, steps: number, rest = '') =>
  `precision: double\nmethods: [{ method: gradient-descent, rate: ${rate} }]\nstop: { steps: ${steps} }\nmeasure: { threshold: false${rest} }\n`;

test('springs have the curvature, the gradient noise and the least loss that they state', async () => {
  const { scalars, references } = await runOf(
    `${gd(0.1, 0.0 + 1, ', gradientNoise: true')}data: { name: springs, curvature: 2, noise: 3, walkers: 5, train: 40, start: 0 }`,
  );
  expect(scalars.trace!.value).toBeCloseTo(10, 8);
  // tr C of 5 coordinates of variance 3.
  expect(scalars.noiseTrace!.value).toBeCloseTo(15, 8);
  expect(references!.noiseTrace).toBe(15);
  expect(scalars.trainLoss!.value).toBeCloseTo((5 * 3) / (2 * 2), 10);
  expect(references!.minimumLoss).toBeCloseTo(scalars.trainLoss!.value, 10);
});

test('mini-batch noise of springs is not correlated between walkers, so that their stationary variance is ηc/(Bh(2 − ηh))', async () => {
  const [h, c, rate, B] = [1, 1, 1.2, 4];
  const { series } = await runOf(
    `precision: double\nmethods: [{ method: sgd, rate: ${rate}, batch: ${B}, sampling: with-replacement }]\nstop: { steps: 1500 }\n` +
      `measure: { threshold: false, trace: false, sharpness: false, every: 1 }\ndata: { name: springs, curvature: ${h}, noise: ${c}, walkers: 200, train: 400 }`,
  );
  const least = (200 * c) / (2 * h);
  const excess = series
    .trainLoss!.filter((_, i) => series.step![i]! > 20)
    .map((loss) => loss - least);
  const variance = (2 * excess.reduce((a, b) => a + b)) / excess.length / (200 * h);
  // 1,480 steps of 200 walkers, correlated over a few steps: a relative error of 0.5 %.
  expect(variance / ((rate * c) / (B * h * (2 - rate * h)))).toBeCloseTo(1, 1);
  expect(Math.abs(variance / ((rate * c) / (B * h * (2 - rate * h))) - 1)).toBeLessThan(0.02);
});

test('under-determined linear regression goes from zero to its solution of least norm', async () => {
  const { weights, references, scalars } = await runOf(
    `${gd(0.3, 4000)}data: { name: linear-regression, dimensions: 12, train: 6 }`,
  );
  const least = references!.leastNorm as Float64Array;
  for (const [k, w] of weights[0]!.entries()) expect(w).toBeCloseTo(least[k]!, 9);
  expect(scalars.trainLoss!.value).toBeLessThan(1e-18);
});

test('determined linear regression has its least loss and curvature where it states them', async () => {
  const { weights, references, scalars } = await runOf(
    `${gd(0.5, 2000, ', gradientNoise: true')}data: { name: linear-regression, dimensions: 4, train: 50, start: 1 }`,
  );
  expect(scalars.noiseTrace!.value / (references!.noiseTrace as number)).toBeCloseTo(1, 8);
  const minimum = references!.minimum as Float64Array;
  for (const [k, w] of weights[0]!.entries()) expect(w).toBeCloseTo(minimum[k]!, 9);
  expect(scalars.trainLoss!.value).toBeCloseTo(references!.minimumLoss as number, 12);
  expect(scalars.sharpness!.value).toBeCloseTo(references!.curvature as number, 5);
});

test('logistic regression on overlapping classes ends at the minimum that it states', async () => {
  const { weights, references, scalars } = await runOf(
    `${gd(2, 3000, ', gradientNoise: true')}data: { name: logistic, dimensions: 3, train: 200, separable: false }`,
  );
  expect(scalars.noiseTrace!.value / (references!.noiseTrace as number)).toBeCloseTo(1, 8);
  const minimum = references!.minimum as Float64Array;
  for (const [k, w] of weights[0]!.entries()) expect(w).toBeCloseTo(minimum[k]!, 8);
  expect(scalars.trainLoss!.value).toBeCloseTo(references!.minimumLoss as number, 12);
});

test('a two-layer linear network starts where it is told and follows its recursion', async () => {
  const [m, lambda, f, eta] = [64, 1.5, 0.2, 1.6];
  const { series } = await runOf(
    `${gd(eta, 6, ', every: 1')}data: { name: two-layer-linear, width: ${m}, curvature: ${lambda}, output: ${f} }`,
  );
  const toy = twoLayerLinear(m, 1, 0);
  let state = { output: f, kernel: lambda };
  for (const loss of series.trainLoss!) {
    expect(loss / (state.output ** 2 / 2)).toBeCloseTo(1, 8);
    state = toy.descent(state, eta);
  }
});

test.each([
  ['double-well, height: 0.7, distance: 3', (32 * 0.7) / 9],
  ['two-wells, height: 0.7, curvature: 3, other: 0.5, top: 2', 3],
])('walkers of %s rest in the left well, whose curvature is stated', async (data, h) => {
  const { scalars, references } = await runOf(`${gd(0.01, 5)}data: { name: ${data}, walkers: 3 }`);
  expect(scalars.trainLoss!.value).toBeLessThan(1e-20);
  expect(references!.curvature).toBeCloseTo(h, 12);
  expect(scalars.trace!.value).toBeCloseTo(3 * h, 8);
  expect(references!.height).toBe(0.7);
});

test.each(toyNames)('%s publishes what it says beforehand', async (name) => {
  for (const own of name === 'logistic' ? ['separable: true', 'separable: false'] : ['']) {
    const { specs } = parse(`${gd(0.001, 1)}data: { name: ${name}${own && `, ${own}`} }\nseeds: 1`);
    const { references } = await execute(specs[0]!, nothing);
    const kinds = Object.entries(references!).map(([key, of]) => [
      key,
      typeof of === 'number' ? 'number' : 'vector',
    ]);
    expect(Object.fromEntries(kinds)).toEqual(referenceNames(specs[0]!));
  }
});

test('a few examples that were to overlap and do not are told of', async () => {
  const run = runOf(
    `${gd(0.1, 1)}data: { name: logistic, dimensions: 10, train: 8, separable: false }`,
  );
  await expect(run).rejects.toThrow('the 8 examples drawn are separable by 10 weights');
});
