import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { existingStore } from '../../../src/lab/records/store.ts';
import { flowlab, temporaryFolder } from '../../support/command-line.ts';

const folder = temporaryFolder();
afterAll(folder.remove);

const experiment = `
question: Does the lab work from end to end?
data: { name: glyphs, train: 60, test: 60 }
network: { kind: mlp, hidden: [8], activation: tanh }
methods:
  - { method: gradient-flow }
  - { method: gradient-descent, rate: [0.05, 0.1] }
  - { method: sgd, rate: 0.1, batch: 10 }
seeds: 2
stop: { loss: 0.2, steps: 3000 }
measure: { snapshots: [1], trace: { relativeError: 0.2 }, threshold: { width: 0.3, steps: 30 } }
`;
writeFileSync(join(folder.path, 'small.yaml'), experiment);

const idsIn = (runs: string) => existingStore(join(folder.path, runs, 'small')).ids();
const fileOf = (runs: string, id: string, name: string) =>
  readFileSync(join(folder.path, runs, 'small', id, name));

describe.each(['native', 'wasm'])('on the %s engine', (engine) => {
  const runs = `runs-${engine}`;
  const args = [
    'run',
    'small.yaml',
    '--engine',
    engine,
    '--runs',
    runs,
    '--out',
    `report-${engine}`,
  ];

  test('run leaves a record of every run and a report', () => {
    const { code, out, err } = flowlab(folder.path, args);
    expect(err).toContain('8 runs');
    expect(code).toBe(0);
    expect(out).toContain('8 of 8 planned runs are finished');
    expect(idsIn(runs)).toHaveLength(8);
    for (const id of idsIn(runs)) {
      const names = readdirSync(join(folder.path, runs, 'small', id)).sort();
      expect(names).toEqual([
        'ending.json',
        'manifest.json',
        'scalars.json',
        'series.csv',
        'snapshots.npz',
        'spec.json',
        'weights.npz',
      ]);
    }
    for (const name of ['index.html', 'report.md', 'results.csv']) {
      expect(existsSync(join(folder.path, `report-${engine}`, name))).toBe(true);
    }
  });

  test('the same command computes nothing again', () => {
    const { code, err } = flowlab(folder.path, args);
    expect(code).toBe(0);
    expect(err).toContain('8 of them on record already');
    expect(err).not.toContain('[8/8]');
  });

  test('a report of an interrupted experiment counts all its planned runs', () => {
    const store = join(folder.path, runs, 'small');
    const kept = join(folder.path, `kept-${engine}`);
    const [lost] = idsIn(runs);
    renameSync(join(store, lost!), kept);
    const { code, out, err } = flowlab(folder.path, [
      'report',
      'small',
      '--runs',
      runs,
      '--out',
      `part-${engine}`,
    ]);
    renameSync(kept, join(store, lost!));
    expect(code).toBe(0);
    expect(err).toContain('1 of 8 runs are not finished');
    expect(out).toContain('7 of 8 planned runs are finished');
    const page = readFileSync(join(folder.path, `part-${engine}`, 'report.md'), 'utf8');
    expect(page).toContain('7 of 8 planned runs are finished');
  });

  test('the same seed gives the same bytes twice', () => {
    const again = `${runs}-again`;
    const { code } = flowlab(folder.path, [
      ...args.slice(0, 4),
      '--runs',
      again,
      '--out',
      `${again}-report`,
    ]);
    expect(code).toBe(0);
    expect(idsIn(again)).toEqual(idsIn(runs));
    for (const id of idsIn(runs)) {
      for (const name of ['weights.npz', 'snapshots.npz', 'series.csv']) {
        expect(fileOf(again, id, name).equals(fileOf(runs, id, name))).toBe(true);
      }
    }
  });

  test('probes on or off leave the bytes of the trajectory unchanged', () => {
    const bare = `${runs}-bare`;
    const off = ['snapshots=[]', 'trace=false', 'sharpness=false', 'threshold=false', 'points=5'];
    const sets = off.flatMap((s) => ['--set', `measure.${s}`]);
    const { code } = flowlab(folder.path, [
      ...args.slice(0, 4),
      ...sets,
      '--runs',
      bare,
      '--out',
      `${bare}-report`,
    ]);
    expect(code).toBe(0);
    const weights = (from: string) =>
      idsIn(from)
        .map((id) => fileOf(from, id, 'weights.npz').toString('base64'))
        .sort();
    expect(weights(bare)).toEqual(weights(runs));
    expect(new Set(weights(bare)).size).toBe(8);
  });
});

test('both engines end at the same weights to float32 round-off', () => {
  const [a, b] = ['native', 'wasm'].map((engine) => {
    const store = existingStore(join(folder.path, `runs-${engine}`, 'small'));
    return store.ids().map((id) => store.read(id));
  });
  for (const run of a!) {
    const twin = b!.find((r) => JSON.stringify(r.spec) === JSON.stringify(run.spec))!;
    expect(twin.ending).toBe(run.ending);
    const loss = (r: typeof run) => r.scalars.trainLoss!.value;
    // Round-off of 1e-7 a step grows over hundreds of steps, and may move the end by one look.
    expect(Math.abs(loss(twin) / loss(run) - 1)).toBeLessThan(0.02);
  }
});

test('a run whose process dies fails alone, and the exit code is 1', () => {
  // The first process to start dies at once; the others live.
  const trap = join(folder.path, 'trap.cjs');
  writeFileSync(
    trap,
    `const fs = require('node:fs');
     if (process.send) { try { fs.writeFileSync(${JSON.stringify(join(folder.path, 'sprung'))}, '', { flag: 'wx' }); process.exit(7); } catch {} }`,
  );
  const args = [
    'run',
    'small.yaml',
    '--engine',
    'wasm',
    '--runs',
    'runs-trap',
    '--out',
    'report-trap',
  ];
  const { code, err } = flowlab(folder.path, args, { NODE_OPTIONS: `--require ${trap}` });
  expect(code).toBe(1);
  expect(err).toContain('died (exit code 7)');
  expect(idsIn('runs-trap')).toHaveLength(7);
});

test('the series of every run ends where the run ended', () => {
  const store = existingStore(join(folder.path, 'runs-native', 'small'));
  for (const { series, manifest, scalars } of store.ids().map((id) => store.read(id))) {
    expect(series.time!.at(-1)).toBe(manifest.time);
    expect(series.step!.at(-1)).toBe(manifest.steps);
    const last = series.trainLoss!.at(-1)!;
    expect(Math.abs(last / scalars.trainLoss!.value - 1)).toBeLessThan(1e-5);
    expect(series.time!.every((t, i) => i === 0 || t > series.time![i - 1]!)).toBe(true);
  }
});

test('a run is computed again when its own data file changed', () => {
  const rows = (shift: number) =>
    Array.from({ length: 40 }, (_, i) => `${i % 2},${Math.sin(i) + shift * i},${Math.cos(3 * i)}`);
  const csv = join(folder.path, 'own.csv');
  const yaml =
    'data: { name: csv, path: own.csv, train: 20, test: 5 }\nnetwork: linear\n' +
    'methods: [{ method: gradient-descent, rate: 0.1 }]\nseeds: 1\nstop: { steps: 20 }\n';
  writeFileSync(join(folder.path, 'own.yaml'), yaml);
  const runOwn = () => flowlab(folder.path, ['run', 'own.yaml', '--engine', 'wasm']);
  writeFileSync(csv, `${rows(0).join('\n')}\n`);
  expect(runOwn().err).not.toContain('on record');
  expect(runOwn().err).toContain('1 of them on record already');
  writeFileSync(csv, `${rows(0.01).join('\n')}\n`);
  const changed = runOwn();
  expect(changed.err).not.toContain('on record');
  expect(changed.code).toBe(0);
});

test("another file's experiment of the same name does not take over its records", () => {
  mkdirSync(join(folder.path, 'elsewhere'));
  const other = experiment.replace(
    /^question: .*$/m,
    'question: Does it do what another file asks?',
  );
  writeFileSync(join(folder.path, 'elsewhere', 'small.yaml'), other.replace(/^title: .*\n/m, ''));
  const args = [
    'run',
    'elsewhere/small.yaml',
    '--set',
    'seeds=[77]',
    '--runs',
    'runs-native',
    '--engine',
    'native',
  ];
  const { code, err } = flowlab(folder.path, args);
  expect(code).toBe(2);
  expect(err).toContain('elsewhere/small.yaml');
  expect(err).toContain('--runs');
});

test('report draws from the records alone, and repeats the command that made them', () => {
  const { code } = flowlab(folder.path, [
    'report',
    'small',
    '--runs',
    'runs-native',
    '--out',
    'redrawn',
  ]);
  expect(code).toBe(0);
  const read = (from: string) => readFileSync(join(folder.path, from, 'results.csv'), 'utf8');
  expect(read('redrawn')).toBe(read('report-native'));
  const markdown = readFileSync(join(folder.path, 'redrawn', 'report.md'), 'utf8');
  expect(markdown).toContain('flowlab run small.yaml --engine native');
});

test('a dry run lists the runs and computes nothing', () => {
  const { code, out } = flowlab(folder.path, [
    'run',
    'small.yaml',
    '--dry-run',
    '--runs',
    'runs-dry',
  ]);
  expect(code).toBe(0);
  expect(out).toContain('8 runs');
  expect(existsSync(join(folder.path, 'runs-dry'))).toBe(false);
});
