import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { withError } from '../../../src/core/format.ts';
import { digest } from '../../../src/lab/experiment/digest.ts';
import { openStore } from '../../../src/lab/records/store.ts';
import { flowlab, temporaryFolder } from '../../support/command-line.ts';
import { recordRuns } from '../../support/recorded.ts';
import { experimentOf, quickstart, run, sgd, spec } from '../../support/synthetic-runs.ts';

const folder = temporaryFolder();
afterAll(folder.remove);
const listed = (...args: string[]) => flowlab(folder.path, ['runs', ...args]);

const runs = quickstart(2);
const other = [0, 1].map((seed) => run(spec(sgd(8), seed), { trace: 3 + seed }));
beforeAll(() => {
  recordRuns(join(folder.path, 'runs'), experimentOf(runs), runs);
  recordRuns(join(folder.path, 'runs', 'theory'), { ...experimentOf(other), id: 'other' }, other);
});

test('lists the runs that a condition leaves in the order of a column, each measure with its error', () => {
  const { code, out, err } = listed(
    'quickstart',
    '--where',
    'method=sgd batch<=16',
    '--sort',
    'trace',
  );
  expect({ code, err }).toEqual({ code: 0, err: '' });
  const lines = out.trimEnd().split('\n');
  const picked = runs.filter(({ spec: { method } }) => 'batch' in method && method.batch <= 16);
  expect(lines.at(-1)).toBe(`${picked.length} of ${runs.length} runs on record`);
  const [head, ...rows] = lines.slice(0, -1).map((line) => line.split(/ {2,}/));
  const order = picked
    .toSorted((a, b) => (a.scalars.trace?.value ?? 1e9) - (b.scalars.trace?.value ?? 1e9))
    .map(({ id, scalars: { trace } }) => [
      digest(id),
      trace ? withError(trace.value, trace.stderr) : '–',
    ]);
  expect(rows.map((row) => [row[0], row[head!.indexOf('trace')]])).toEqual(order);
  expect(head).toContain('batch');
  expect(head).not.toContain('method');
});

test('lists all experiments below a folder, and as JSON every column', () => {
  const { code, out } = listed('--json', '--reverse', '--sort', 'trace');
  expect(code).toBe(0);
  const told = JSON.parse(out) as {
    run: string;
    experiment: string;
    trace?: number;
    planned: boolean;
  }[];
  expect(told).toHaveLength(runs.length + other.length);
  expect(told.filter(({ experiment }) => experiment === 'other').map(({ trace }) => trace)).toEqual(
    [4, 3],
  );
  const traces = told.flatMap(({ trace }) => trace ?? []);
  expect(traces).toEqual(traces.toSorted((a, b) => b - a));
  expect(told.every(({ planned }) => planned)).toBe(true);
});

test('says which runs are no longer planned, and how many planned ones are not finished', () => {
  const root = join(folder.path, 'shrunk');
  recordRuns(root, { ...experimentOf(other), id: 'other' }, other);
  const store = openStore(root, 'other');
  const { experiment, runs: planned } = store.readExperiment();
  const { specs: _, controls: __, ...about } = experiment;
  const source = join(root, 'other.yaml');
  const open = { id: '0123456789abcdef', spec: spec(sgd(8), 7) };
  store.writeExperiment({
    ...about,
    command: 'flowlab run other',
    source,
    runs: [planned[0]!, open],
  });
  const { out, err } = listed('other', '--runs', root);
  const rows = out.split('\n').map((line) => line.split(/ {2,}/));
  expect(rows.slice(0, 3).map((row) => row.at(-1))).toEqual(['planned', 'yes', 'no']);
  expect(err).toBe('other: 1 of 2 planned runs are not finished\n');
});

describe('bad input is one line', () => {
  test.each([
    ['a column that nobody has', ['--sort', 'losGap'], ['"losGap"', '"lossGap"']],
    ['a condition that cannot be read', ['--where', 'batch <'], ['--where, column 8']],
    ['a folder without records', ['--runs', 'nowhere'], ['nowhere', 'flowlab run']],
    ['an experiment without records', ['nothing'], ['nothing', 'flowlab run']],
  ])('%s', (_, args, parts) => {
    const { code, out, err } = listed(...args);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err.trimEnd().split('\n')).toHaveLength(1);
    for (const part of parts) expect(err).toContain(part);
  });
});

test('a damaged record is named and left out; as one side of a comparison it is refused in a line', () => {
  recordRuns(join(folder.path, 'torn'), experimentOf(other), other);
  const root = join(folder.path, 'torn', experimentOf(other).id);
  const [torn, whole] = other.map(({ id }) => digest(id));
  writeFileSync(join(root, torn!, 'manifest.json'), '{');
  const { code, out, err } = listed('--runs', 'torn');
  const line = new RegExp(
    `^Damaged record \\S*${torn}: manifest.json is not JSON\\. It is left out\\.\n.*1 of 2 planned runs are not finished\n$`,
  );
  expect({ code, err }).toEqual({ code: 0, err: expect.stringMatching(line) });
  expect(out).toContain(whole);
  expect(out).not.toContain(torn);
  for (const args of [
    ['compare', torn!, whole!],
    ['reproduce', torn!],
  ]) {
    const refused = flowlab(folder.path, [...args, '--runs', 'torn']);
    expect({ code: refused.code, out: refused.out }).toEqual({ code: 2, out: '' });
    expect(refused.err).toMatch(
      /^Damaged record \S+: manifest\.json is not JSON; compute it again.*\n$/,
    );
  }
});
