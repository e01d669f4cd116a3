import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { existingStore } from '../../../src/lab/records/store.ts';
import { flowlab, main, temporaryFolder } from '../../support/command-line.ts';
import { whollyEqual } from '../../support/records-of.ts';
import { sameReports } from '../../support/timeless-report.ts';

const folder = temporaryFolder();
afterAll(folder.remove);
const env = { ...process.env, NO_COLOR: '1', FLOWLAB_ENGINE: 'wasm' };

const grid = `
question: Do three runners compute each run once?
data: { name: glyphs, train: 60, test: 60 }
network: { kind: mlp, hidden: [8] }
methods:
  - { method: gradient-descent, rate: [0.05, 0.1] }
  - { method: sgd, rate: 0.1, batch: [6, 20] }
seeds: 6
stop: { steps: 400 }
measure: { trace: false, sharpness: false, threshold: false }
`;

/** Runs a command beside others. */
const beside = (args: readonly string[]) =>
  new Promise<{ readonly code: number | null; readonly err: string }>((done) => {
    const child = spawn(process.execPath, [main, ...args], { cwd: folder.path, env });
    let err = '';
    child.stderr.on('data', (chunk) => {
      err += chunk;
    });
    child.stdout.resume();
    child.on('close', (code) => done({ code, err }));
  });

test('three runners on one folder compute each run once, to the records of one runner alone', async () => {
  writeFileSync(join(folder.path, 'grid.yaml'), grid);
  const alone = flowlab(folder.path, ['run', 'grid.yaml', '--runs', 'alone', '--out', 'report'], {
    FLOWLAB_ENGINE: 'wasm',
  });
  expect(alone.code).toBe(0);
  const all = await Promise.all(
    [1, 2, 3].map((i) =>
      beside(['run', 'grid.yaml', '--runs', 'shared', '--jobs', '1', '--out', `report-${i}`]),
    ),
  );
  const titles = all.map(({ err }) =>
    [...err.matchAll(/^\[\d+\/24\] (.*): completed, [\d.]+ s/gm)].map(([, title]) => title!),
  );
  const computed = titles.map(({ length }) => length);
  const elsewhere = all.map(({ err }) => [...err.matchAll(/: computed by another runner/g)].length);
  const before = all.map(({ err }) => Number(/(\d+) of them on record/.exec(err)?.[1] ?? 0));
  expect(all.map(({ code }) => code)).toEqual([0, 0, 0]);
  // Each run once, by somebody, and each runner had a part.
  const twice = titles.flat().filter((title, i, those) => those.indexOf(title) !== i);
  expect(twice, all.map(({ err }) => err).join('\n')).toEqual([]);
  expect(computed.reduce((a, b) => a + b, 0)).toBe(24);
  expect(Math.min(...computed)).toBeGreaterThan(0);
  for (const i of [0, 1, 2]) expect(computed[i]! + elsewhere[i]! + before[i]!).toBe(24);
  const [one, shared] = ['alone', 'shared'].map((runs) =>
    existingStore(join(folder.path, runs, 'grid')),
  );
  expect(shared!.ids()).toEqual(one!.ids());
  for (const id of one!.ids()) whollyEqual(join(one!.folder, id), join(shared!.folder, id));
  expect(readdirSync(shared!.folder).filter((name) => name.endsWith('.lease'))).toEqual([]);
  for (const i of [1, 2, 3]) {
    expect(existsSync(join(folder.path, `report-${i}`, 'index.html'))).toBe(true);
    sameReports(join(folder.path, 'report'), join(folder.path, `report-${i}`));
  }
  const plan = (runs: string) =>
    JSON.parse(readFileSync(join(folder.path, runs, 'grid', 'experiment.json'), 'utf8')).runs;
  expect(plan('shared')).toEqual(plan('alone'));
}, 600_000);
