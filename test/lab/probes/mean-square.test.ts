import { beforeAll, describe, expect, test } from 'vitest';
import { openEngine } from '../../../src/engine/backend.ts';
import { fileSources } from '../../../src/lab/data/sources.ts';
import type { ProbeContext } from '../../../src/lab/probes/probe.ts';
import {
  meanSquareThreshold,
  secondMomentContraction,
} from '../../../src/lab/probes/stochastic/mean-square.ts';
import { execute } from '../../../src/lab/run/execute.ts';
import { expectNoLeaks } from '../../support/expect-no-leaks.ts';
import { only } from '../../support/standard-experiment.ts';

beforeAll(async () => {
  await openEngine('native');
});
expectNoLeaks();

const sources = fileSources({ cacheDir: '/', baseDir: '/' });
const scalarsOf = async (measure: string, method = '{ method: sgd, rate: 0.01, batch: 2 }') => {
  const spec = only(`
data: { name: linear-regression, train: 12, dimensions: 4 }
precision: double
methods: [${method}]
stop: { steps: 1 }
measure: { trace: false, sharpness: false, threshold: false, ${measure} }`);
  return (await execute(spec, sources)).scalars;
};

describe('on least squares', () => {
  test('a step contracts up to the contracting rate, and E‖δ‖² stands still at the threshold', async () => {
    const { meanSquareThreshold: edge, contractingRate } = await scalarsOf(
      'meanSquareThreshold: true',
    );
    expect(edge!.converged).toBe(true);
    expect(contractingRate!.value).toBeLessThan(edge!.value);
    const at = async (rate: number) =>
      (await scalarsOf(`secondMomentContraction: { rate: ${rate} }`)).secondMomentContraction!;
    const [below, on, above] = [0.95, 1, 1.05].map((f) => at(f * contractingRate!.value));
    expect((await on!).value).toBeCloseTo(1, 4);
    expect((await below!).value).toBeLessThan(1);
    expect((await above!).value).toBeGreaterThan(1);
    const { meanSquareGrowth } = await scalarsOf(
      `meanSquareGrowth: { rate: ${edge!.value}, particles: 200, steps: 200 }`,
    );
    const { value, stderr, interval } = meanSquareGrowth!;
    expect(Math.abs(value - 1)).toBeLessThan(4 * stderr);
    expect(interval![0]).toBeLessThan(1);
    expect(interval![1]).toBeGreaterThan(1);
    expect(stderr).toBeLessThan(0.03);
  });

  test('fewer examples a step, and drawing them with replacement, lower the threshold', async () => {
    const of = async (more: string) =>
      (await scalarsOf(`meanSquareThreshold: { ${more} }`)).meanSquareThreshold!.value;
    const [one, two, without, all] = [
      await of('batch: 1'),
      await of('batch: 2'),
      await of('batch: 2, sampling: without-replacement'),
      await of('batch: 12, sampling: without-replacement'),
    ];
    expect(one).toBeLessThan(two);
    expect(two).toBeLessThan(without);
    expect(without).toBeLessThan(all);
    const { eigenvalue1 } = await scalarsOf(
      'eigenvalues: { top: 1, bottom: 0, tolerance: 1.0e-8 }',
    );
    expect(all * eigenvalue1!.value).toBeCloseTo(2, 3);
  });
});

test('a method without a rate has none, and a network that is too large is refused in a line', async () => {
  const flow = await scalarsOf(
    'secondMomentContraction: true, meanSquareGrowth: true',
    '{ method: gradient-flow }',
  );
  expect(Object.keys(flow)).not.toContain('secondMomentContraction');
  expect(Object.keys(flow)).not.toContain('meanSquareGrowth');
  const context = { task: { objective: { examples: 30, parameters: 101 } } } as ProbeContext;
  expect(() => meanSquareThreshold.measure(context, meanSquareThreshold.read({}))).toThrow(
    'measure.meanSquareThreshold holds a matrix of every example, of 100 parameters at most, and there are 101: measure meanSquareGrowth',
  );
  expect(secondMomentContraction.read({})).toMatchObject({ tolerance: 1e-4 });
});
