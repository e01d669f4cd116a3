import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readPlan } from '../../../src/lab/records/plan.ts';
import { type Call, flowlab, temporaryFolder } from '../../support/command-line.ts';
import { planDamages, recordDamages } from '../../support/damages.ts';
import { whollyEqual } from '../../support/records-of.ts';

const { path: folder, remove } = temporaryFolder();
const runs = join(folder, 'runs', 'experiment');
const pristine = join(folder, 'pristine');
const command = ['run', 'experiment.yaml', '--jobs', '1'];
const count = recordDamages.length + 2;
let ids: readonly string[];

beforeAll(() => {
  writeFileSync(
    join(folder, 'experiment.yaml'),
    `
question: Does it descend?
data: { name: quadratic, eigenvalues: [2, 1] }
methods: [{ method: gradient-descent, rate: [0.4, 0.5] }]
seeds: ${count / 2}
stop: { steps: 3 }
measure: { threshold: false, trace: false, sharpness: true }
expect: [{ id: flat, value: { of: sharpness }, in: [1, 3] }]
`,
  );
  expect(flowlab(folder, command).err).toContain(`${count} runs\n`);
  ids = readPlan(runs).runs.map(({ id }) => id);
  cpSync(runs, pristine, { recursive: true });
});
afterAll(remove);

const lines = ({ err }: Call) => err.split('\n').filter((line) => /^Damaged record/.test(line));

/** Every kind of damage at once: each to a run of its own; the last two runs are left as they are. */
function damageAll(): void {
  for (const [i, { damage }] of recordDamages.entries())
    damage(join(runs, ids[i]!), join(runs, ids.at(-1)!));
}

describe('records that are damaged in every way at once', () => {
  test('are left out of a report, with a line each', () => {
    damageAll();
    const call = flowlab(folder, ['report', 'experiment']);
    expect([call.code, stackIn(call)]).toEqual([0, false]);
    expect(call.err).toContain(`${count - 2} of ${count} runs are not finished`);
    expect(call.out).toContain('(2 runs)');
    for (const [i, { says }] of recordDamages.entries()) {
      expect(lines(call)[i]).toMatch(says);
      expect(lines(call)[i]).toContain(ids[i]);
      expect(lines(call)[i]).toMatch(/ It is left out\.$/);
    }
    expect(lines(call)).toHaveLength(recordDamages.length);
  });

  test('are computed again, with a line each, to the same bytes; the others stay as they were', () => {
    const kept = ids.slice(-2).map((id) => statSync(join(runs, id)).ino);
    const call = flowlab(folder, command);
    expect([call.code, stackIn(call)]).toEqual([0, false]);
    for (const [i, { says }] of recordDamages.entries()) expect(lines(call)[i]).toMatch(says);
    expect(lines(call).every((line) => line.endsWith(' It is computed again.'))).toBe(true);
    expect(ids.slice(-2).map((id) => statSync(join(runs, id)).ino)).toEqual(kept);
    for (const id of ids) whollyEqual(join(runs, id), join(pristine, id));
    // What was no record is kept beside under another name, and nothing is left half-written.
    const others = readdirSync(runs).filter((name) => !ids.includes(name));
    expect(others.filter((name) => !/\.replaced-/.test(name)).sort()).toEqual([
      'experiment.json',
      'predictions.json',
    ]);
    expect(lines(flowlab(folder, command))).toEqual([]);
  });
});

const stackIn = ({ err, out }: Call) => /^\s+at /m.test(err + out);

describe.each(planDamages)('$name for a plan', ({ name, damage, says }) => {
  test('is refused by a report in one line, and written again by a run that computes nothing', () => {
    damage(join(runs, 'experiment.json'));
    const refused = flowlab(folder, ['report', 'experiment']);
    expect([refused.code, refused.out]).toEqual([2, '']);
    expect(refused.err).toMatch(says);
    expect(refused.err).toMatch(/^[^\n]+; flowlab run writes it again\n$/);
    const mended = flowlab(folder, command);
    expect([mended.code, stackIn(mended)]).toEqual([0, false]);
    expect(mended.err).toMatch(says);
    expect(mended.err).toContain(`${count} runs, ${count} of them on record already`);
    expect(readPlan(runs)).toEqual(readPlan(pristine.replace('pristine', 'runs/experiment')));
    if (name !== 'a folder') return;
    const [kept] = readdirSync(runs).filter((one) => one.startsWith('experiment.json.'));
    expect(existsSync(join(runs, kept!, 'own'))).toBe(true);
  });
});

test('damaged dates are kept beside, and the predictions count as stated after the data', () => {
  const file = join(runs, 'predictions.json');
  const before = flowlab(folder, ['report', 'experiment', '--json']);
  expect(JSON.parse(before.out).predictions[0].statedBefore).toBe(true);
  writeFileSync(file, readFileSync(file, 'utf8').replace('true', 'false'));
  const report = flowlab(folder, ['report', 'experiment', '--json']);
  expect(report.err).toMatch(/predictions\.json was changed after it was written/);
  expect(JSON.parse(report.out).predictions[0].statedBefore).toBe(null);
  const again = flowlab(folder, [...command, '--json']);
  expect(again.err).toMatch(
    /predictions\.json was changed .*; it is kept as predictions\.json\.replaced-\w+\n/,
  );
  expect(JSON.parse(again.out).predictions[0].statedBefore).toBe(false);
});

test('a folder of everything that was moved goes on with no run computed again', () => {
  const other = join(folder, 'moved');
  mkdirSync(other);
  for (const name of ['experiment.yaml', 'runs']) renameSync(join(folder, name), join(other, name));
  const call = flowlab(other, command);
  expect([call.code, stackIn(call)]).toEqual([0, false]);
  expect(call.err).toContain(`${count} runs, ${count} of them on record already`);
});

test('others may read records as far as the umask lets them', () => {
  const [moved, umask] = [join(folder, 'moved', 'runs', 'experiment', ids[0]!), process.umask()];
  expect(statSync(moved).mode & 0o777).toBe(0o777 & ~umask);
  expect(statSync(join(moved, 'manifest.json')).mode & 0o777).toBe(0o666 & ~umask);
});
