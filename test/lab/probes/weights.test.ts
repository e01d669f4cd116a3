import { beforeAll, describe, expect, test } from 'vitest';
import { openEngine } from '../../../src/engine/backend.ts';
import type { Result } from '../../../src/lab/records/result.ts';
import { execute } from '../../../src/lab/run/execute.ts';
import { openTask } from '../../../src/lab/task/task.ts';
import { expectNoLeaks } from '../../support/expect-no-leaks.ts';
import { smallRun, smallSpec, sources } from '../../support/small-run.ts';
import { only } from '../../support/standard-experiment.ts';

beforeAll(async () => {
  await openEngine('native');
});
expectNoLeaks();

const flat = ({ weights }: Result) => weights.flatMap((w) => [...w]);

test('‖θ‖ is that of the weights, at the end and along', async () => {
  const result = await smallRun(
    '{ method: gradient-descent, rate: 0.05 }',
    'steps: 20',
    'weightNorm: true, along: { weightNorm: { every: 10 } }',
  );
  const length = Math.hypot(...flat(result));
  expect(Math.abs(result.scalars.weightNorm!.value / length - 1)).toBeLessThan(1e-12);
  expect(result.series.weightNorm!.at(-1)).toBe(result.scalars.weightNorm!.value);
  expect(result.series.weightNorm![0]).not.toBe(result.scalars.weightNorm!.value);
});

test('‖∇L‖² is the fall of the loss along a small step of descent', async () => {
  const method = '{ method: gradient-descent, rate: 1.0e-5 }';
  const spec = {
    ...smallSpec(method, 'steps: 1', 'along: { gradientSquared: { every: 1 } }'),
    precision: 'double' as const,
  };
  const { series } = await execute(spec, sources);
  const [first, last] = series.trainLoss as [number, number];
  const [g] = series.gradientSquared as [number];
  expect(Math.abs((first - last) / 1e-5 / g - 1)).toBeLessThan(1e-3);
});

test('halves of the test set have the mean losses of their examples, and together that of all', async () => {
  const method = '{ method: gradient-descent, rate: 0.01 }';
  const result = await smallRun(
    method,
    'steps: 20',
    'testHalves: true, along: { testHalves: { every: 10 } }',
  );
  const { testLossA, testLossB, testLoss } = result.scalars;
  expect((testLossA!.value + testLossB!.value) / 2).toBeCloseTo(testLoss!.value, 6);
  const task = await openTask(smallSpec(method, 'steps: 20', 'points: 80'), sources);
  const { values } = { values: task.supervised!.data.testTargets.labels! };
  const k = task.supervised!.data.outputs;
  const outputs = task.supervised!.testOutputs(task.theta0);
  task.dispose();
  const half = (which: number) => {
    const losses = Array.from({ length: 20 }, (_, i) =>
      Array.from(
        { length: k },
        (_, c) => (outputs[i * k + c]! - Number(values[i] === c)) ** 2 / 2,
      ).reduce((a, b) => a + b),
    ).filter((_, i) => i % 2 === which);
    return losses.reduce((a, b) => a + b) / losses.length;
  };
  expect(result.series.testLossA![0]).toBeCloseTo(half(0), 5);
  expect(result.series.testLossB![0]).toBeCloseTo(half(1), 5);
  expect(testLossA!.stderr).toBeGreaterThan(0);
});

describe('what neighbouring layers keep', () => {
  const drift = async (activation: string, method: string, extra = '') => {
    const spec = only(`
data: { name: glyphs, train: 30, test: 20 }
network: { kind: mlp, hidden: [6, 5], activation: ${activation}${extra} }
precision: double
methods: [${method}]
stop: { time: 1 }
measure: { trace: false, sharpness: false, threshold: false, invariantDrift: true }`);
    const { scalars } = await execute(spec, sources);
    return scalars.invariantDrift!.value;
  };
  const flow = '{ method: gradient-flow, solver: dormand-prince, tolerance: 1.0e-9 }';

  test.each(['', ', bias: false', ', parametrisation: ntk'])(
    'stands still along gradient flow of a linear network%s, and moves in proportion to η under descent',
    async (extra) => {
      const still = await drift('identity', flow, extra);
      const [large, small] = [
        await drift('identity', '{ method: gradient-descent, rate: 0.004 }', extra),
        await drift('identity', '{ method: gradient-descent, rate: 0.002 }', extra),
      ];
      expect(still).toBeLessThan(1e-7);
      expect(large).toBeGreaterThan(20 * still);
      expect(large / small).toBeGreaterThan(1.8);
      expect(large / small).toBeLessThan(2.2);
    },
  );

  test('moves under an activation', async () => {
    expect(await drift('tanh', flow)).toBeGreaterThan(1e-3);
  });

  test('is nothing that a linear model or convolutions have', async () => {
    for (const network of ['{ kind: linear }', '{ kind: cnn, channels: [2] }']) {
      const spec = only(`
data: { name: glyphs, train: 30, test: 20 }
network: ${network}
methods: [{ method: gradient-descent, rate: 0.01 }]
stop: { steps: 1 }
measure: { trace: false, sharpness: false, threshold: false, invariantDrift: true }`);
      expect((await execute(spec, sources)).scalars).not.toHaveProperty('invariantDrift');
    }
  });
});
