import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
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
const run = (network: string, rate: number, steps: number, seed: number, measure: string) => {
  const { specs } = parseExperiment(
    `
data: { name: glyphs, train: 30, test: 20, seed: 3 }
network: { kind: mlp, hidden: [6, 5], ${network} }
methods: [{ method: gradient-descent, rate: ${rate} }]
seeds: [${seed}]
stop: { steps: ${steps} }
measure: { trace: false, threshold: false, ${measure} }`,
    ...(['x', join(folder, 'x.yaml')] as const),
  );
  return execute(specs[0]!, fileSources({ cacheDir: folder, baseDir: folder, offline: true }));
};

test.each([1, 2])('it measures at the weights of the same function, seed %i', async (seed) => {
  const options = 'sharpness: false, rescaled: { relativeError: 0.01, maxProbes: 4000 }';
  const found = await run('activation: relu', 0.1, 20, seed, options);
  const { rescaledTrace, rescaledSharpness, rescaling } = found.scalars;
  const alpha = rescaling!.value;
  expect(Math.abs(Math.log(alpha))).toBeGreaterThan(0.05);
  expect(Math.abs(Math.log(alpha))).toBeLessThan(Math.log(4));
  const shapes = [...found.shapes];
  const factors = [alpha, alpha, 1 / alpha, 1, 1, 1];
  const arrays = found.weights.map((w, i) =>
    ndarray(
      Float32Array.from(w, (x) => x * factors[i]!),
      [...shapes[i]!],
    ),
  );
  writeFileSync(
    join(folder, `w${seed}.npz`),
    writeNpz(Object.fromEntries(arrays.map((a, i) => [`w${i}`, a]))),
  );
  // So small a step leaves the weights as they are.
  const there = await run(
    `activation: relu, init: w${seed}.npz`,
    ...([1e-30, 1, seed, 'exactTrace: true, sharpness: { tolerance: 1.0e-4 }'] as const),
  );
  const { exactTrace, sharpness, testLoss } = there.scalars;
  expect(testLoss!.value / found.scalars.testLoss!.value).toBeCloseTo(1, 5);
  expect(rescaledSharpness!.value / sharpness!.value).toBeCloseTo(1, 2);
  expect(Math.abs(rescaledTrace!.value - exactTrace!.value)).toBeLessThan(
    4 * rescaledTrace!.stderr,
  );
});

test.each(['activation: tanh', 'activation: relu, bias: false'])(
  'a network with %s has none',
  async (network) => {
    const { scalars } = await run(network, 0.1, 2, 1, 'sharpness: false, rescaled: true');
    expect(scalars).not.toHaveProperty('rescaledTrace');
  },
);
