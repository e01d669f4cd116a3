import { beforeAll, expect, test } from 'vitest';
import { type Rng, rng } from '../../../src/core/random.ts';
import { batches } from '../../../src/dynamics/terms/batches.ts';
import { openEngine } from '../../../src/engine/backend.ts';
import type { RunSpec } from '../../../src/lab/experiment/run-spec.ts';
import { readRun, writeRun } from '../../../src/lab/records/run-folder.ts';
import { execute } from '../../../src/lab/run/execute.ts';
import { openTask } from '../../../src/lab/task/task.ts';
import { expectNoLeaks } from '../../support/expect-no-leaks.ts';
import { scratchFolder } from '../../support/scratch-folder.ts';
import { smallSpec, sources } from '../../support/small-run.ts';
import { gd, synthetic } from '../../support/synthetic-runs.ts';

beforeAll(async () => {
  await openEngine('native');
});
expectNoLeaks();

type Numbers = Float32Array | Float64Array;

/** tanh(x W₁ + b₁) W₂ + b₂ of every example, one number after the other. */
function forward(x: Numbers, dim: number, theta: Numbers, hidden: number, k: number): number[] {
  const [b1, w2] = [dim * hidden, dim * hidden + hidden];
  const b2 = w2 + hidden * k;
  const found: number[] = [];
  for (let i = 0; i < x.length / dim; i++) {
    const h = Array.from({ length: hidden }, (_, j) => {
      let sum = theta[b1 + j]!;
      for (let d = 0; d < dim; d++) sum += x[i * dim + d]! * theta[d * hidden + j]!;
      return Math.tanh(sum);
    });
    for (let c = 0; c < k; c++)
      found.push(h.reduce((sum, hj, j) => sum + hj * theta[w2 + j * k + c]!, theta[b2 + c]!));
  }
  return found;
}

test.each([
  ['single', 2e-5, Float32Array],
  ['double', 1e-13, Float64Array],
] as const)(
  'outputs on the training examples are those of a forward pass in float64, in %s precision',
  async (precision, room, Numbers) => {
    const plain = smallSpec(
      '{ method: gradient-descent, rate: 0.01 }',
      'steps: 30',
      'snapshots: [0, 0.15], trainOutputs: true',
    );
    const spec: RunSpec = { ...plain, ...(precision === 'double' && { precision }) };
    const task = await openTask(spec, sources);
    const { x, dim, outputs: k } = task.supervised!.data;
    task.dispose();
    const result = await execute(spec, sources);
    expect(result.snapshots).toHaveLength(2);
    const end = Float64Array.from(result.weights.flatMap((w) => [...w]));
    const places = [
      ...result.snapshots,
      { time: 0.3, theta: end, trainOutputs: result.trainOutputs },
    ];
    for (const { theta, trainOutputs } of places) {
      expect(trainOutputs).toBeInstanceOf(Numbers);
      const exact = forward(x, dim, theta, 6, k);
      expect(trainOutputs).toHaveLength(30 * k);
      const off = exact.map((f, i) => Math.abs(f - trainOutputs![i]!));
      expect(Math.max(...off)).toBeLessThan(room * Math.max(...exact.map(Math.abs)));
    }
    // Three times that differ.
    expect(new Set(places.map(({ trainOutputs }) => trainOutputs![0])).size).toBe(3);

    const folder = scratchFolder();
    const { flowlab, engine, node, cpu, threads, environment, commit, dirty, lockfile, method } =
      synthetic(gd(0.1), 0).manifest;
    const by = { flowlab, engine, node, cpu, threads, environment, commit, dirty, lockfile };
    const facts = { ...result.facts, method };
    writeRun(folder, 'a', spec, { ...result, facts, reason: 'It was over.' }, by);
    const read = readRun(folder, 'a');
    expect(read.trainOutputs).toEqual(result.trainOutputs);
    expect(read.snapshots).toEqual(result.snapshots);
  },
);

test('are not kept unless they are asked for', async () => {
  const spec = smallSpec('{ method: gradient-descent, rate: 0.01 }', 'steps: 3', 'snapshots: [0]');
  const { snapshots, ...result } = await execute(spec, sources);
  expect(result).not.toHaveProperty('trainOutputs');
  expect(snapshots[0]).not.toHaveProperty('trainOutputs');
});

test('noises of a seed have its start and data, and each a stream of its own', async () => {
  const plain = smallSpec(
    '{ method: sgd, rate: 0.1, batch: 4, sampling: with-replacement }',
    'steps: 5',
    'snapshots: [0]',
  );
  const under = (noise?: number) => execute({ ...plain, ...(noise && { noise }) }, sources);
  const [own, first, second, again] = [
    await under(),
    await under(1),
    await under(2),
    await under(1),
  ];
  for (const one of [first, second]) {
    expect(one.snapshots[0]!.theta).toEqual(own.snapshots[0]!.theta);
    expect(one.facts.initialLoss).toBe(own.facts.initialLoss);
    expect(one.scalars.initialSharpness).toEqual(own.scalars.initialSharpness);
  }
  const ends = [own, first, second].map(({ weights }) => [...weights[0]!]);
  expect(new Set(ends.map(String)).size).toBe(3);
  expect([...again.weights[0]!]).toEqual(ends[1]);
  // The stream of the k-th noise is the fork of the seed's by k; without a noise it is the seed's.
  const task = await openTask({ ...plain, noise: 2 }, sources);
  const rows = (from: Rng) => [...batches(30, 4, 'with-replacement', from)(3)];
  expect(rows(task.draws)).toEqual(rows(rng(plain.seed).fork('batches', 2)));
  task.dispose();
});
