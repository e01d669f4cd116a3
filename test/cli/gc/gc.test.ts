import { existsSync, mkdirSync, readdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeEach, expect, test } from 'vitest';
import { digest } from '../../../src/lab/experiment/digest.ts';
import { openStore } from '../../../src/lab/records/store.ts';
import { flowlab, temporaryFolder } from '../../support/command-line.ts';
import { recordRuns } from '../../support/recorded.ts';
import { experimentOf, run, sgd, spec } from '../../support/synthetic-runs.ts';

const folder = temporaryFolder();
afterAll(folder.remove);
const gc = (...args: string[]) => flowlab(folder.path, ['gc', '--runs', root, ...args]);

const runs = [0, 1, 2].map((seed) => run(spec(sgd(8), seed), { trace: 3 + seed }));
const ids = runs.map(({ id }) => digest(id));
let root = '';
let count = 0;

/** Three records, of which the plan has the first, the second under another name, and not the third; drafts and checkpoints. */
beforeEach(() => {
  root = join(folder.path, `runs-${count++}`);
  recordRuns(root, { ...experimentOf(runs), id: 'one' }, runs);
  const store = openStore(root, 'one');
  const { experiment, runs: planned } = store.readExperiment();
  const { specs: _, controls: __, ...about } = experiment;
  const renamed = { id: '00000000000000aa', spec: planned[1]!.spec };
  const plan = { ...about, command: 'flowlab run one', source: join(root, 'one.yaml') };
  store.writeExperiment({ ...plan, runs: [planned[0]!, renamed] });
  for (const name of ['.writing-old', '.writing-new', '.checkpoints'])
    mkdirSync(join(root, 'one', name));
  writeFileSync(join(root, 'one', '.writing-old', 'weights.npz'), new Uint8Array(1000));
  for (const id of [ids[0]!, renamed.id]) writeFileSync(join(root, 'one', '.checkpoints', id), 'x');
  for (const name of ['.writing-old', `.checkpoints/${ids[0]}`, `.checkpoints/${renamed.id}`])
    utimesSync(join(root, 'one', name), 1e9, 1e9);
});

const there = () =>
  [...readdirSync(join(root, 'one')), ...readdirSync(join(root, 'one', '.checkpoints'))].sort();

test('finds what no report needs and removes nothing, then removes just that', () => {
  const before = there();
  const told = JSON.parse(gc('--json').out) as {
    found: { path: string; why: string; bytes: number }[];
  };
  const found = Object.fromEntries(
    told.found.map(({ path, why }) => [path.slice(path.indexOf('/one/') + 5), why]),
  );
  expect(found).toEqual({
    '.writing-old': 'draft',
    [`.checkpoints/${ids[0]}`]: 'checkpoint',
    [ids[1]!]: 'superseded',
    [ids[2]!]: 'not planned',
  });
  expect(told.found.find(({ why }) => why === 'draft')!.bytes).toBe(1000);
  const dry = gc();
  expect(dry).toMatchObject({ code: 0, err: '' });
  expect(dry.out).toContain('Nothing is removed without --yes.');
  expect(there()).toEqual(before);
  expect(gc('--yes').out).toContain('Removed ');
  expect(there()).toEqual(
    [
      ids[0]!,
      '.checkpoints',
      '.writing-new',
      'experiment.json',
      'predictions.json',
      '00000000000000aa',
    ]
      .filter((name) => name !== 'predictions.json' || before.includes(name))
      .sort(),
  );
  expect(gc().out).toBe('Nothing to remove: every record is in a plan.\n');
  expect(flowlab(folder.path, ['runs', 'one', '--runs', root]).out).toContain(
    '1 of 1 runs on record',
  );
});

test('a record that another experiment plans is kept', () => {
  recordRuns(root, { ...experimentOf(runs), id: 'other' }, [runs[2]!]);
  gc('one', '--yes');
  expect(existsSync(join(root, 'one', ids[2]!))).toBe(true);
  expect(existsSync(join(root, 'one', ids[1]!))).toBe(false);
});

test('a plan that cannot be read stops it in one line, with nothing removed', () => {
  const before = there();
  writeFileSync(join(root, 'one', 'experiment.json'), '{');
  const { code, err } = gc('--yes');
  expect(code).toBe(2);
  expect(err.trimEnd().split('\n')).toHaveLength(1);
  expect(err).toContain('one/experiment.json');
  expect(there()).toEqual(before);
});

test('checkpoints of runs that are planned by other code go, since nothing goes on from them', async () => {
  const checkpoints = () =>
    (JSON.parse(gc('--json').out) as { found: { path: string; why: string }[] }).found
      .filter(({ why }) => why === 'checkpoint')
      .map(({ path }) => path.slice(path.lastIndexOf('/') + 1))
      .sort();
  expect(checkpoints()).toEqual([ids[0]]);
  const store = openStore(root, 'one');
  const { experiment, runs: planned, command } = store.readExperiment();
  const { specs: _, controls: __, ...about } = experiment;
  const source = join(root, 'one.yaml');
  const planBy = (code: string) =>
    store.writeExperiment({ ...about, command, source, code, runs: planned });
  // That of the built code, which the command line is.
  const built = new URL('../../../dist/lab/records/code-version.js', import.meta.url);
  const { codeVersion } = (await import(built.href)) as { codeVersion: () => string };
  planBy(codeVersion());
  expect(checkpoints()).toEqual([ids[0]]);
  planBy('0123456789abcdef');
  expect(checkpoints()).toEqual(['00000000000000aa', ids[0]].sort());
});
