import { beforeAll, describe, expect, test } from 'vitest';
import { openEngine } from '../../../src/engine/backend.ts';
import { dispose } from '../../../src/engine/tensors/memory.ts';
import { tensor } from '../../../src/engine/tensors/tensor.ts';
import { fileSources } from '../../../src/lab/data/sources.ts';
import { execute } from '../../../src/lab/run/execute.ts';
import { openTask } from '../../../src/lab/task/task.ts';
import { gram } from '../../../src/probes/kernel/gram.ts';
import { expectNoLeaks } from '../../support/expect-no-leaks.ts';
import { relativeError } from '../../support/networks-and-losses.ts';
import { specsOf } from '../../support/standard-experiment.ts';

beforeAll(async () => {
  await openEngine('native');
});
expectNoLeaks();

const sources = fileSources({ cacheDir: '/nowhere', baseDir: '/nowhere', offline: true });
const text = (network: string, rate = 0.1) => `
data: { name: glyphs, train: 40, test: 30 }
network: { hidden: [6], ${network} }
methods: [{ method: gradient-descent, rate: ${rate} }]
seeds: 1
stop: { steps: 30 }
measure: { threshold: false, trace: false, sharpness: false, kernel: { examples: 6 } }
`;
const open = (network: string) => openTask(specsOf(text(network))[0]!, sources);

test('a scale of 1 and outputs that stay are left out of a spec', () => {
  const both = specsOf(text('outputScale: [1, 10], centred: [false, true]'));
  expect(both[0]).toEqual(specsOf(text('activation: tanh'))[0]);
  expect(both.map(({ network }) => [network!.outputScale, network!.centred])).toEqual([
    [undefined, undefined],
    [undefined, true],
    [10, undefined],
    [10, true],
  ]);
});

test.each(['kind: mlp', 'linearised: true', 'parametrisation: mean-field'])(
  'centred outputs are 0 at the initial weights, and there alone: %s',
  async (network) => {
    const task = await open(`${network}, centred: true, outputScale: 3`);
    const { theta0, supervised } = task;
    for (const outputs of [supervised!.testOutputs, supervised!.trainOutputs])
      expect(outputs(theta0).every((z) => z === 0)).toBe(true);
    // ½ ‖y‖² of one-hot targets.
    expect(task.trainLoss(theta0)).toBe(0.5);
    const away = theta0.map((t) =>
      tensor(t.dataSync().map((w) => 1.5 * w) as Float32Array, t.shape),
    );
    expect(supervised!.testOutputs(away).some((z) => z !== 0)).toBe(true);
    dispose(away);
    task.dispose();
  },
);

test('the kernel is α² times that of α = 1', async () => {
  const grams = [];
  for (const rule of ['centred: false', 'outputScale: 3', 'outputScale: 3, centred: true']) {
    const task = await open(rule);
    const { data, net } = task.supervised!;
    const x = tensor(data.x.slice(0, 5 * data.dim), [5, data.dim]);
    const program = gram(net.apply, x, data.outputs);
    grams.push(program.at(task.theta0).rows.flatMap((row) => [...row]));
    program.dispose();
    dispose(x);
    task.dispose();
  }
  const [plain, ...scaled] = grams;
  const largest = Math.max(...plain!);
  for (const rows of scaled)
    for (const [i, entry] of rows.entries())
      expect(Math.abs(entry / 9 - plain![i]!)).toBeLessThan(1e-5 * largest);
});

test('at equal η α² training is the lazier the larger α', async () => {
  const drifts = [];
  for (const alpha of [1, 4, 16]) {
    const [spec] = specsOf(text(`centred: true, outputScale: ${alpha}`, 0.02 / alpha ** 2));
    const { scalars, series } = await execute(spec!, sources);
    expect(series.trainLoss![0]).toBe(0.5);
    expect(scalars.trainLoss!.value).toBeLessThan(0.49);
    drifts.push(scalars.kernelDrift!.value);
  }
  // θ moves by 1/α for the same outputs, and the kernel with it: Chizat, Oyallon & Bach 2019.
  expect(drifts[1]! / drifts[0]!).toBeLessThan(0.4);
  expect(Math.abs(drifts[2]! / drifts[1]! - 1 / 4)).toBeLessThan(0.03);
});

describe('at the initial weights themselves', () => {
  const rules = ['centred: true', 'linearised: true', 'linearised: true, centred: true'] as const;
  const gradientAt = async (network: string) => {
    const task = await open(network);
    const { value, gradient } = task.objective.gradient(task.theta0);
    const found = gradient.flatMap((g) => [...g.dataSync()]);
    dispose([value, ...gradient]);
    task.dispose();
    return found;
  };
  const native: number[][] = [];

  test('a gradient is that of the network where outputs do not matter', async () => {
    for (const rule of rules) native.push(await gradientAt(rule));
    const plain = await gradientAt('linearised: false');
    expect(relativeError(native[1]!, plain)).toBeLessThan(1e-5);
    // Of squared error Jᵀ(f₀ − y) and Jᵀ(0 − y), so that the two are not alike.
    expect(relativeError(native[0]!, plain)).toBeGreaterThan(0.05);
  });

  describe('on WebAssembly, where tensors are differentiated as they are', () => {
    beforeAll(async () => {
      await openEngine('wasm');
    });

    test.each(rules.map((rule, i) => [rule, i] as const))('it is the same: %s', async (rule, i) => {
      expect(relativeError(await gradientAt(rule), native[i]!)).toBeLessThan(1e-5);
    });
  });
});
