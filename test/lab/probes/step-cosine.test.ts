import { beforeAll, expect, test } from 'vitest';
import { openEngine } from '../../../src/engine/backend.ts';
import { parseExperiment } from '../../../src/lab/experiment/read.ts';
import { execute } from '../../../src/lab/run/execute.ts';
import { expectNoLeaks } from '../../support/expect-no-leaks.ts';
import { smallRun, sources } from '../../support/small-run.ts';

beforeAll(async () => {
  await openEngine('native');
});
expectNoLeaks();

const cosine = (a: Float64Array, b: Float64Array) => {
  const dot = (x: Float64Array, y: Float64Array) => x.reduce((s, v, i) => s + v * y[i]!, 0);
  return dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b));
};

/** With the times of steps 4, 5 and 6, at which weights are kept as they are at time 0. */
test.each([
  ['{ method: gradient-descent, rate: 0.3 }', [1.2, 1.5, 1.8]],
  [
    '{ method: sgd, rate: 0.1, batch: 7, schedule: { kind: piecewise, at: [5], factors: [0.1] } }',
    [0.4, 0.5, 0.51],
  ],
  ['{ method: adam, rate: 0.01, batch: 7, gradientNoise: 0.01 }', [0.04, 0.05, 0.06]],
])('the cosine of %s along a run is that of its own next two steps', async (method, times) => {
  const measure = `snapshots: [${times}], along: { stepCosine: { every: 4 } }`;
  const { series, snapshots } = await smallRun(method, 'steps: 9', measure);
  const kept = snapshots.slice(1).map(({ theta }) => Float64Array.from(theta));
  const [first, second] = [1, 2].map((k) => kept[k]!.map((w, i) => w - kept[k - 1]![i]!));
  const found = series.stepCosine![series.step!.indexOf(4)]!;
  expect(Math.abs(found - cosine(first!, second!))).toBeLessThan(1e-9);
});

test('of descent on a quadratic it is that of two powers of 1 − ηh', async () => {
  const h = [2, 0.5];
  const run = async (rate: number) => {
    const { specs } = parseExperiment(
      `data: { name: quadratic, eigenvalues: [${h}], start: [1, -3] }
methods: [{ method: gradient-descent, rate: ${rate} }]
precision: double
seeds: 1
stop: { steps: 3 }
measure: { trace: false, sharpness: false, threshold: false, stepCosine: true }
`,
      ...(['x', 'x.yaml'] as const),
    );
    return (await execute(specs[0]!, sources)).scalars.stepCosine!;
  };
  for (const rate of [0.01, 0.99]) {
    const step = (k: number) =>
      Float64Array.from(h, (c, i) => -rate * c * (1 - rate * c) ** k * [1, -3][i]!);
    const found = await run(rate);
    expect(found.value).toBeCloseTo(cosine(step(3), step(4)), 12);
    expect(found.cost.gradients).toBe(2);
  }
});

test('flows and stale gradients have none', async () => {
  for (const method of [
    '{ method: gradient-flow, tolerance: 1.0e-2 }',
    '{ method: sgd, rate: 0.1, batch: 3, delay: { kind: fixed, steps: 2 } }',
  ]) {
    const { scalars } = await smallRun(method, 'steps: 3', 'stepCosine: true');
    expect(scalars).not.toHaveProperty('stepCosine');
  }
});
