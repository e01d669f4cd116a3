import { spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { readPlan } from '../../../src/lab/records/plan.ts';
import { type Call, flowlab, main, temporaryFolder } from '../../support/command-line.ts';
import { whollyEqual } from '../../support/records-of.ts';

const { path: folder, remove } = temporaryFolder();
const pristine = join(folder, 'pristine');
const place = join(folder, 'place');
const layer = fileURLToPath(new URL('../../support/failing-disk.cjs', import.meta.url));

const file = (seeds: number) => `
question: Does it descend?
data: { name: quadratic, eigenvalues: [2, 1] }
methods: [{ method: gradient-descent, rate: 0.4 }]
seeds: ${seeds}
stop: { steps: 200000 }
checkpoint: { every: 0.001 }
measure: { threshold: false, trace: false, sharpness: true }
expect: [{ id: flat, value: { of: sharpness }, in: [1, 3] }]
`;

const run = ['run', 'small.yaml', '--jobs', '1', '--runs', 'runs', '--out', 'report'];
const failing = (args: readonly string[], path: string, code: string): Call =>
  flowlab(place, args, {
    NODE_OPTIONS: `--require ${layer}`,
    ...{ FAIL_PATH: path, FAIL_CODE: code, XDG_CACHE_HOME: cacheOf() },
  });

/** The engine's, which is set up. */
const cacheOf = () => process.env.XDG_CACHE_HOME ?? '';

beforeAll(() => {
  mkdirSync(pristine);
  writeFileSync(join(pristine, 'small.yaml'), file(2));
  expect(flowlab(pristine, run).code).toBe(0);
  // One run more is asked for than is on record.
  writeFileSync(join(pristine, 'small.yaml'), file(3));
});
afterAll(remove);

beforeEach(() => {
  rmSync(place, { recursive: true, force: true });
  cpSync(pristine, place, { recursive: true });
});

const records = (at: string) => join(at, 'runs', 'small');
const before = () => readPlan(records(pristine)).runs.map(({ id }) => id);
const below = (path: string): readonly string[] =>
  existsSync(path) ? readdirSync(path, { recursive: true, encoding: 'utf8' }) : [];

/** Expects that what was there is there, byte for byte, and that nothing was left half-written. */
function everythingElseSurvives(): void {
  for (const id of before()) whollyEqual(join(records(place), id), join(records(pristine), id));
  expect(
    below(place).filter((name) => /(^|\/)\.writing-|\.part$|\.new$|\.stamp-/.test(name)),
  ).toEqual([]);
}

/** Where something is written while runs are computed and their report is drawn, and the exit code when that fails. */
const points = [
  ['the plan', 'runs/small/experiment\\.json$', 1],
  ['the dates of predictions', 'runs/small/predictions\\.json$', 1],
  ['the draft of a record', 'runs/small/\\.writing-[^/]+$', 1],
  ['a series', '\\.writing-[^/]+/series\\.csv$', 1],
  ['weights', '\\.writing-[^/]+/weights\\.npz$', 1],
  ['a manifest', '\\.writing-[^/]+/manifest\\.json$', 1],
  ['the folder of a run', 'runs/small/[0-9a-f]{16}$', 1],
  ['a checkpoint', '\\.checkpoints/', 1],
  ['a lease', '\\.lease$', 1],
  ['the page of the report', 'report/index\\.html', 2],
  ['a figure of the report', 'report/.*\\.png', 2],
] as const;
const codes = ['ENOSPC', 'EROFS', 'EACCES', 'EIO'] as const;

describe.each(points)('%s cannot be written', (_, path, exit) => {
  test.each(codes)('(%s): one line, and all else survives', (code) => {
    const call = failing(run, path, code);
    expect(call.err).not.toMatch(/^\s+at /m);
    expect(call.err.split('\n').filter((line) => line.includes(code))).toHaveLength(1);
    expect(call.err).toMatch(/cannot write/);
    expect(call.code).toBe(exit);
    everythingElseSurvives();
  });

  test('and the same command goes on once it can be', () => {
    failing(run, path, 'ENOSPC');
    const again = flowlab(place, run);
    expect([again.code, /^\s+at /m.test(again.err)]).toEqual([0, false]);
    expect(readPlan(records(place)).runs).toHaveLength(3);
    expect(existsSync(join(place, 'report', 'index.html'))).toBe(true);
    everythingElseSurvives();
  });
});

test.each([
  ['an export', ['export', 'small', '--format', 'csv', '--out', 'out'], 'out/runs\\.csv'],
  ['a figure', ['figure', 'small', 'training-loss', '--out', 'out'], 'out/training-loss'],
  ['a table', ['table', 'small', '--out', 'out.csv'], 'out\\.csv$'],
] as const)('%s cannot be written', (_, args, path) => {
  for (const code of codes) {
    const call = failing(args, path, code);
    expect(call.err).toMatch(new RegExp(`^[^\\n]*cannot write[^\\n]*${code}[^\\n]*\\n$`));
    expect([1, 2]).toContain(call.code);
    everythingElseSurvives();
  }
});

/** Whether this process may mount a file system of its own. */
const mayMount =
  spawnSync('unshare', ['-m', 'sh', '-c', 'mount -t tmpfs tmpfs /mnt'], { encoding: 'utf8' })
    .status === 0;

test.skipIf(!mayMount)(
  'a disk that is really full stops the sweep with one line and keeps what is finished',
  () => {
    const disk = join(folder, 'disk');
    mkdirSync(disk, { recursive: true });
    writeFileSync(join(folder, 'many.yaml'), file(60));
    const script = [
      `mount -t tmpfs -o size=400k tmpfs ${disk} && cd ${disk}`,
      `${process.execPath} ${main} run ${join(folder, 'many.yaml')} --runs runs --out ${join(folder, 'many-report')}`,
      'code=$?; ls -A runs/many | grep -c "^\\.writing-"; ls runs/many | grep -cE "^[0-9a-f]{16}$"; exit $code',
    ].join('\n');
    const done = spawnSync('unshare', ['-m', 'sh', '-c', script], { encoding: 'utf8' });
    const lines = done.stderr.split('\n').filter((line) => /ENOSPC/.test(line));
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(/the disk is full \(ENOSPC\); free some space/);
    expect(done.status).toBe(1);
    const [drafts, finished] = done.stdout.trim().split('\n').slice(-2).map(Number);
    expect(drafts).toBe(0);
    expect(finished).toBeGreaterThan(3);
  },
);

test('the layer that fails writes does nothing where it is not asked to', () => {
  const call = flowlab(place, run, { NODE_OPTIONS: `--require ${layer}` });
  expect(call.code).toBe(0);
  expect(readFileSync(join(place, 'report', 'index.html'), 'utf8')).toContain('<html');
});
