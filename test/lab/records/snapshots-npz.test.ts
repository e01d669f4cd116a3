import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { openEngine } from '../../../src/engine/backend.ts';
import { fileSources } from '../../../src/lab/data/sources.ts';
import { readSnapshots, snapshotsNpz } from '../../../src/lab/records/snapshots-npz.ts';
import { execute } from '../../../src/lab/run/execute.ts';
import { openTask } from '../../../src/lab/task/task.ts';
import { ndarray } from '../../../src/problems/data/npy.ts';
import { writeNpz } from '../../../src/problems/data/npz.ts';
import { expectNoLeaks } from '../../support/expect-no-leaks.ts';
import { only } from '../../support/standard-experiment.ts';

beforeAll(async () => {
  await openEngine('native');
});
expectNoLeaks();

const folder = mkdtempSync(join(tmpdir(), 'flowlab-test-'));
const sources = fileSources({ cacheDir: folder, baseDir: folder, offline: true });
const text = (network: string) => `
data: { name: glyphs, train: 40, test: 37 }
network: { hidden: [6]${network} }
methods: [{ method: heavy-ball, rate: 0.005, batch: 8 }]
stop: { time: 0.2 }
measure: { snapshots: [0, 0.0925, 0.2], threshold: false, trace: false, sharpness: false }
`;

test('outputs of a snapshot are those that the test loss is of, and come back from a file', async () => {
  const spec = only(text(''));
  const task = await openTask(spec, sources);
  const { snapshots, scalars, series } = await execute(spec, sources);
  const { testTargets, outputs: classes } = task.supervised!.data;
  task.dispose();
  const losses = snapshots.map(({ outputs }) => {
    expect(outputs!.length).toBe(37 * classes);
    return Array.from(outputs!).reduce((sum, f, i) => {
      const y = Number(testTargets.labels![Math.floor(i / classes)] === i % classes);
      return sum + (f - y) ** 2 / (2 * 37);
    }, 0);
  });
  const ends = [series.testLoss![0]!, scalars.testLoss!.value];
  for (const [i, loss] of [losses[0]!, losses[2]!].entries())
    expect(Math.abs(loss / ends[i]! - 1)).toBeLessThan(1e-5);
  const file = join(folder, 'snapshots.npz');
  writeFileSync(file, snapshotsNpz(snapshots));
  expect(readSnapshots(file)).toEqual(snapshots);
  expect(readSnapshots(join(folder, 'none.npz'))).toEqual([]);
});

test('snapshots of a problem without outputs come back from a file too', async () => {
  const spec = only(`
data: { name: quadratic, eigenvalues: [2, 1] }
methods: [{ method: gradient-descent, rate: 0.5 }]
stop: { time: 1 }
measure: { snapshots: [0, 1], threshold: false, trace: false, sharpness: false }
`);
  const { snapshots } = await execute(spec, sources);
  // From 1, 1: the first entry is at its minimum after one step, the other halves at each of the two.
  expect(snapshots.map(({ theta }) => Array.from(theta))).toEqual([
    [1, 1],
    [0, 0.25],
  ]);
  const file = join(folder, 'toy.npz');
  writeFileSync(file, snapshotsNpz(snapshots));
  expect(readSnapshots(file)).toEqual(snapshots);
});

test('a run whose init is the weights of another goes on from its loss', async () => {
  const first = await execute(only(text('')), sources);
  const file = join(folder, 'weights.npz');
  const arrays = first.weights.map((w, i) => [`p${i}`, ndarray(w, first.shapes[i]!)] as const);
  writeFileSync(file, writeNpz(Object.fromEntries(arrays)));
  const init = `, init: ${file}`;
  for (const network of [init, `${init}, linearised: true`]) {
    const next = await execute(only(text(network)), sources);
    expect(next.series.trainLoss![0]).toBe(first.series.trainLoss!.at(-1));
    expect(next.series.time![0]).toBe(0);
    expect(next.series.trainLoss!.at(-1)).toBeLessThan(next.series.trainLoss![0]!);
  }
  rmSync(folder, { recursive: true });
});
