import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { InputError } from '../../../src/core/error.ts';
import { readPlan, writePlan } from '../../../src/lab/records/plan.ts';
import { conditionOf } from '../../../src/lab/records/run-files.ts';
import { type Finished, readRun, writeRun } from '../../../src/lab/records/run-folder.ts';
import { planDamages, recordDamages } from '../../support/damages.ts';
import { scratchFolder } from '../../support/scratch-folder.ts';
import { experimentOf, gd, synthetic } from '../../support/synthetic-runs.ts';

const folder = scratchFolder();
const [id, other] = ['0123456789abcdef', 'fedcba9876543210'] as const;
const of = synthetic(gd(0.1), 0);
const { outputs, flowlab, engine, node, cpu, threads, environment, commit, dirty, ...rest } =
  of.manifest;
const { lockfile, ...facts } = rest;
const by = { flowlab, engine, node, cpu, threads, environment, commit, dirty, lockfile };
const { ending, reason, series, scalars, arrays } = of;
const finished: Finished = {
  ...{ ending, reason, series, scalars, arrays, outputs, facts, snapshots: [] },
  ...{ weights: [Float32Array.of(1, 2)], shapes: [[2]] },
};
const write = (run: string) => writeRun(folder, run, of.spec, finished, by);
const kindOf = (run: string) => conditionOf(folder, run).kind;

describe.each(recordDamages)('$name', ({ damage, says }) => {
  test('is found, and gives way to a record that is whole', () => {
    for (const run of [id, other]) write(run);
    expect([kindOf(id), kindOf(other)]).toEqual(['whole', 'whole']);
    damage(join(folder, id), join(folder, other));
    expect(conditionOf(folder, id)).toEqual({
      kind: 'damaged',
      why: expect.stringMatching(says),
    });
    expect(kindOf(other)).toBe('whole');
    write(id);
    expect([kindOf(id), kindOf(other)]).toEqual(['whole', 'whole']);
    expect(readRun(folder, id).spec).toEqual(of.spec);
    expect(readdirSync(folder).filter((name) => name.startsWith('.'))).toEqual([]);
  });
});

test('a run that is not there is absent, not damaged', () => {
  expect(kindOf('0000000000000000')).toBe('absent');
});

test('others may read a record as far as the umask lets them', () => {
  write(id);
  const umask = process.umask();
  const modeOf = (...names: string[]) => statSync(join(folder, id, ...names)).mode & 0o777;
  expect([modeOf(), modeOf('weights.npz')]).toEqual([0o777 & ~umask, 0o666 & ~umask]);
});

describe.each(planDamages)('$name for a plan', ({ name, damage, says }) => {
  test('is refused in one line, and written again', () => {
    const { title, question } = experimentOf([of]);
    const source = join(folder, 'quickstart.yaml');
    const plan = {
      id: 'quickstart',
      title,
      question,
      command: 'flowlab',
      source,
      runs: [{ id, spec: of.spec }],
    };
    const file = join(folder, 'experiment.json');
    writePlan(folder, plan);
    damage(file);
    expect(() => readPlan(folder)).toThrow(InputError);
    expect(() => readPlan(folder)).toThrow(says);
    expect(writePlan(folder, plan)).toMatch(says);
    expect(readPlan(folder)).toEqual(plan);
    // What was put in its place was never the lab's to delete.
    const [kept] = readdirSync(folder).filter((one) => one.startsWith('experiment.json.'));
    if (name === 'a folder') expect(existsSync(join(folder, kept!, 'own'))).toBe(true);
  });
});
