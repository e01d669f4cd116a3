import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { openEngine } from '../../../src/engine/backend.ts';
import { fileSources } from '../../../src/lab/data/sources.ts';
import { parseExperiment } from '../../../src/lab/experiment/read.ts';
import { execute } from '../../../src/lab/run/execute.ts';
import { ndarray } from '../../../src/problems/data/npy.ts';
import { writeNpz } from '../../../src/problems/data/npz.ts';
import { expectNoLeaks } from '../../support/expect-no-leaks.ts';
import { scratchFolder } from '../../support/scratch-folder.ts';

beforeAll(async () => {
  await openEngine('native');
});
expectNoLeaks();

const folder = scratchFolder();
const [x, y, u, v] = [1.5, -0.75, 0.625, 1.25];
const one = (value: number) => ndarray(Float64Array.of(value), [1, 1]);
const save = (name: string, arrays: Parameters<typeof writeNpz>[0]) =>
  writeFileSync(join(folder, name), writeNpz(arrays));

/** A run of one number as input, another as target. */
async function run(network: string, rate: number, measure: string) {
  save('one.npz', { x_train: one(x), y_train: one(y), x_test: one(x), y_test: one(y) });
  const text = `
data: { name: npz, path: one.npz, targets: values, scale: none, train: 1, test: 1 }
network: { ${network} }
methods: [{ method: gradient-descent, rate: ${rate} }]
seeds: 1
stop: { steps: 40 }
measure: { points: 100000, stepLoss: true, threshold: false, ${measure} }
`;
  const { specs } = parseExperiment(text, 'one', join(folder, 'one.yaml'));
  return execute(specs[0]!, fileSources({ cacheDir: folder, baseDir: folder, offline: true }));
}

describe('descent on a single example', () => {
  test('of a line through 0 has the residual fall by 1 − ηx² a step', async () => {
    save('w.npz', { w: one(u) });
    const { series, scalars, weights, ending } = await run(
      'kind: linear, bias: false, init: w.npz',
      0.1,
      'exactTrace: true',
    );
    expect(ending).toBe('completed');
    const residual = (k: number) => (u * x - y) * (1 - 0.1 * x ** 2) ** k;
    // Rounding of the prediction is an error of the loss as large as itself once the residual is as small.
    for (const [row, k] of series.step!.entries())
      expect(Math.abs(Math.sqrt(2 * series.trainLoss![row]!) - Math.abs(residual(k)))).toBeLessThan(
        1e-6,
      );
    expect(weights.map((w) => w.length)).toEqual([1]);
    // L = ½ (wx − y)² has the one second derivative x².
    for (const name of ['trace', 'sharpness', 'exactTrace'])
      expect(scalars[name]!.value).toBeCloseTo(x ** 2, 5);
  });

  test('of a product of two weights is the recursion of the two', async () => {
    save('uv.npz', { u: one(u), v: one(v) });
    const { series } = await run(
      'kind: mlp, hidden: [1], activation: identity, bias: false, init: uv.npz',
      0.2,
      'trace: false',
    );
    const losses: number[] = [];
    for (let [a, b, k] = [u, v, 0]; k <= 40; k++) {
      const r = a * b * x - y;
      losses.push(r ** 2 / 2);
      [a, b] = [a - 0.2 * r * x * b, b - 0.2 * r * x * a];
    }
    // Until the residual is near its rounding.
    for (const [row, k] of series.step!.entries()) {
      if (losses[k]! < 1e-8) continue;
      expect(Math.abs(series.trainLoss![row]! / losses[k]! - 1)).toBeLessThan(1e-4);
    }
    expect(losses.filter((loss) => loss >= 1e-8).length).toBeGreaterThan(10);
  });

  test('is measured by every probe that is asked for, without a number that is not one', async () => {
    save('uv.npz', { u: one(u), v: one(v) });
    const { scalars } = await run(
      'kind: mlp, hidden: [1], activation: tanh, bias: false, init: uv.npz',
      0.2,
      'eigenvalues: { top: 1, bottom: 1 }, layerTraces: true, matrices: { of: [gaussNewton, residual, fisher, empiricalFisher] }, gradientNoise: true, hutchPlusPlus: true, xtrace: true',
    );
    for (const [name, { value }] of Object.entries(scalars)) {
      // The noise scale tr C/‖g‖² is 0/‖g‖².
      expect([name, Number.isFinite(value)]).toEqual([name, true]);
    }
    expect(scalars.noiseTrace!.value).toBe(0);
  });
});
