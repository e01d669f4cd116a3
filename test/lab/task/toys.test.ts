import { beforeAll, describe, expect, test } from 'vitest';
import { openEngine } from '../../../src/engine/backend.ts';
import { execute } from '../../../src/lab/run/execute.ts';
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
