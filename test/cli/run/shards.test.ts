import { cpSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { listingOf } from '../../../src/lab/records/run-files.ts';
import { readSealed, sealedJson } from '../../../src/lab/records/seal.ts';
import { existingStore } from '../../../src/lab/records/store.ts';
import { flowlab, temporaryFolder } from '../../support/command-line.ts';
import { sameReports } from '../../support/timeless-report.ts';

const folder = temporaryFolder();
afterAll(folder.remove);
const at = (...parts: readonly string[]) => join(folder.path, ...parts);
const call = (...args: readonly string[]) => flowlab(folder.path, args, { FLOWLAB_ENGINE: 'wasm' });
const idsIn = (runs: string) => existingStore(at(runs, 'grid')).ids();

const grid = `
question: Does a larger rate end lower?
data: { name: quadratic, eigenvalues: [2, 0.5], start: [1, 2] }
methods:
  - { method: gradient-descent, rate: [0.05, 0.2] }
  - { method: gradient-descent, rate: 0.01 }
seeds: 3
stop: { steps: 60 }
measure: { trace: false, sharpness: false, threshold: false }
expect:
  - id: lower
    says: The loss ends lower at a larger rate
    ratio: { of: trainLoss, from: { rate: 0.05 }, to: { rate: 0.2 } }
    in: "< 0.9"
control: { set: { data.eigenvalues: [1e-4, 1e-4] }, expect: { lower: not-supported } }
`;

/** The names of all runs of the grid, those of its control among them. */
let all: readonly string[];

beforeAll(() => {
  writeFileSync(at('grid.yaml'), grid);
  expect(call('run', 'grid.yaml', '--runs', 'whole', '--out', 'report').code).toBe(0);
  all = idsIn('whole');
});

describe('a shard of a grid', () => {
  test('says its part, computes that alone, and draws no report', () => {
    const { code, err, out } = call('run', 'grid.yaml', '--shard', '1/2', '--runs', 'one');
    expect(code).toBe(0);
    expect(err).toContain('Shard 1/2: 9 of the 18 runs, 50 % of the expected work\n9 runs\n');
    expect(out).toContain('Shard 1/2: 9 of its 9 runs are in one/grid');
    expect(out).toContain('flowlab report grid.yaml --merge');
    expect(existsSync(at('reports'))).toBe(false);
    expect(idsIn('one')).toHaveLength(9);
    expect(all).toEqual(expect.arrayContaining([...idsIn('one')]));
    const planned = existingStore(at('one', 'grid')).readExperiment();
    expect([planned.runs.length, planned.controlRuns.length]).toEqual([9, 9]);
  });

  test('of more shards than runs is empty, and no error', () => {
    const { code, err, out } = call(
      ...['run', 'grid.yaml', '--shard', '30/30', '--runs', 'none', '--json'],
    );
    expect([code, err]).toEqual([0, '']);
    expect(JSON.parse(out).shard).toEqual({
      ...{ index: 30, of: 30, runs: 0, finished: 0, total: 18, share: 0 },
    });
  });
});

describe('a report over several folders', () => {
  /** The bytes of every file below a folder, without what remembers which verdicts were seen. */
  const bytesIn = (runs: string) =>
    readdirSync(at(runs), { recursive: true, encoding: 'utf8', withFileTypes: true })
      .filter((entry) => entry.isFile() && entry.name !== 'predictions.json')
      .map(({ parentPath, name }) => [
        join(parentPath, name),
        readFileSync(join(parentPath, name), 'base64'),
      ])
      .sort();
  /** The whole grid without some of its runs. */
  function without(ids: readonly string[], to: string): void {
    cpSync(at('whole'), at(to), { recursive: true });
    rmSync(at(to, 'grid', 'predictions.json'));
    cpSync(at('one', 'grid', 'predictions.json'), at(to, 'grid', 'predictions.json'));
    for (const id of ids) rmSync(at(to, 'grid', id), { recursive: true });
  }
  const merge = (out: string, ...folders: readonly string[]) =>
    call('report', 'grid', '--out', out, '--merge', ...folders);

  test('is that of the whole grid, byte for byte but for times; a run, and a folder, that is there twice counts once', () => {
    const [twice, ...others] = idsIn('one');
    without(others, 'other');
    expect(idsIn('other')).toContain(twice);
    const before = ['one', 'other'].map(bytesIn);
    const { code, err } = merge('merged', 'other', 'one', 'other/grid');
    expect([code, err]).toEqual([0, '']);
    expect(sameReports(at('report'), at('merged'))).toBeGreaterThan(3);
    expect(['one', 'other'].map(bytesIn)).toEqual(before);
    const seen = existingStore(at('one', 'grid')).stated();
    expect(seen.map(({ seenWith }) => seenWith)).toContainEqual([3]);
  });

  test('names in one line a run whose records differ, and takes the first', () => {
    const [id] = idsIn('one') as [string, ...string[]];
    without([], 'edited');
    const run = at('edited', 'grid', id);
    const series = readFileSync(join(run, 'series.csv'), 'utf8').replace(/(\d)(\r?\n)$/, '$11$2');
    writeFileSync(join(run, 'series.csv'), series);
    const { run: _, files, ...rest } = readSealed(join(run, 'manifest.json')).value;
    const now = new Map(
      Object.keys(files as object).map((name) => [name, readFileSync(join(run, name))]),
    );
    writeFileSync(join(run, 'manifest.json'), sealedJson({ ...rest, ...listingOf(id, now) }));
    const { code, err } = merge('differing', 'one', 'edited');
    expect(code).toBe(0);
    expect(err).toMatch(
      new RegExp(
        `^Two records of GD η=[\\d.]+, seed \\d differ, in series.csv: one/grid/${id} and edited/grid/${id}. The first is taken.\n$`,
      ),
    );
    sameReports(at('report'), at('differing'));
  });

  test('leaves out what is damaged and says so, unless another folder has it whole', () => {
    without(idsIn('one'), 'rest');
    const [there, gone] = [idsIn('one')[0]!, idsIn('rest')[0]!];
    cpSync(at('one'), at('flipped'), { recursive: true });
    writeFileSync(at('flipped', 'grid', there, 'series.csv'), 'step\n');
    writeFileSync(at('rest', 'grid', gone, 'ending.json'), '{');
    const { code, err } = merge('damaged', 'flipped', 'rest', 'one');
    expect(code).toBe(0);
    expect(err.split('\n').slice(0, 2)).toEqual([
      expect.stringMatching(
        `^Damaged record flipped/grid/${there}: series.csv .* It is left out.$`,
      ),
      expect.stringMatching(`^Damaged record rest/grid/${gone}: ending.json .* It is left out.$`),
    ]);
  });

  test.each([
    ['a folder without records', ['one', 'nowhere'], 'nowhere/grid holds no runs'],
    ['another experiment', ['one', 'elsewhere'], 'cannot merge elsewhere/grid with one/grid'],
  ])('refuses %s in one line', (_, folders, line) => {
    const plan = readSealed(at('one', 'grid', 'experiment.json')).value;
    cpSync(at('one'), at('elsewhere'), { recursive: true });
    writeFileSync(
      at('elsewhere', 'grid', 'experiment.json'),
      sealedJson({ ...plan, question: 'Another one?', title: 'Another' }),
    );
    const { code, err } = merge('refused', ...folders);
    expect(code).toBe(2);
    expect(err).toContain(line);
    expect(err.trim().split('\n')).toHaveLength(1);
    expect(existsSync(at('refused'))).toBe(false);
  });
});
