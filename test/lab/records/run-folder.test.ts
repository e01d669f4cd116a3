import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { InputError } from '../../../src/core/error.ts';
import { hasPlan, readPlan, writePlan } from '../../../src/lab/records/plan.ts';
import { type Finished, hasRun, readRun, writeRun } from '../../../src/lab/records/run-folder.ts';
import { scratchFolder } from '../../support/scratch-folder.ts';
import { experimentOf, gd, synthetic } from '../../support/synthetic-runs.ts';

const folder = scratchFolder();
const id = '0123456789abcdef';
const of = synthetic(gd(0.1), 0);
const { outputs, flowlab, engine, node, cpu, threads, environment, commit, dirty, ...rest } =
  of.manifest;
const { lockfile, ...facts } = rest;
const by = { flowlab, engine, node, cpu, threads, environment, commit, dirty, lockfile };
const finished: Finished = {
  ...{ ending: of.ending, reason: of.reason, series: of.series, scalars: of.scalars },
  ...{ outputs, facts, snapshots: [] },
  arrays: { gradientNoise: { norms: [1, Number.POSITIVE_INFINITY] } },
  weights: [Float32Array.of(1, 2)],
  shapes: [[2]],
};

describe('the record of a run', () => {
  test('comes back as it was written, with its ending, its reason and what its outputs are', () => {
    expect(hasRun(folder, id)).toBe(false);
    writeRun(folder, id, of.spec, finished, by);
    expect(hasRun(folder, id)).toBe(true);
    expect(readdirSync(folder)).toEqual([id]);
    expect(readRun(folder, id)).toEqual({
      ...of,
      id,
      arrays: finished.arrays,
      weights: Float32Array.of(1, 2),
      snapshots: [],
    });
  });

  test('reads weights and snapshots where they are asked for, in the order of the arrays', () => {
    const many = Array.from({ length: 11 }, (_, i) => Float32Array.of(i));
    const theta = Float32Array.from(many, ([x]) => x! / 2);
    writeRun(
      folder,
      id,
      of.spec,
      {
        ...{ ...finished, weights: many, shapes: many.map(() => [1]) },
        snapshots: [{ time: 1, theta, outputs: Float32Array.of(7) }],
      },
      by,
    );
    const read = readRun(folder, id);
    // p10 comes after p9, not after p1.
    expect(read.weights).toEqual(Float32Array.from(many, ([x]) => x!));
    expect(read.snapshots).toEqual([{ time: 1, theta, outputs: Float32Array.of(7) }]);
    const unread = readRun(folder, id);
    for (const name of ['weights.npz', 'snapshots.npz']) rmSync(join(folder, id, name));
    expect([unread.snapshots, unread.weights]).toEqual([[], undefined]);
    expect(read.weights).toHaveLength(11);
  });

  test('replaces an older one of its name', () => {
    const reason = 'Another one.';
    writeRun(folder, id, of.spec, { ...finished, arrays: {}, reason }, by);
    expect(readRun(folder, id)).toMatchObject({ reason, arrays: {} });
  });

  test('without an ending is refused, as those of the first flowlab', () => {
    rmSync(join(folder, id, 'ending.json'));
    expect(() => readRun(folder, id)).toThrow(
      new InputError(
        `${join(folder, id)} is no record of a run: ending.json is missing, as in those of the first flowlab`,
      ),
    );
  });
});

describe('the plan of an experiment', () => {
  const { id: name, title, question } = experimentOf([of]);
  const plan = {
    ...{ id: name, title, question, command: 'flowlab run quickstart' },
    source: '/here/quickstart.yaml',
    runs: [{ id, spec: of.spec }],
  };

  test('is remembered, and may grow', () => {
    expect(hasPlan(folder)).toBe(false);
    writePlan(folder, plan);
    expect(readPlan(folder)).toEqual(plan);
    const more = { ...plan, runs: [...plan.runs, { id: 'fedcba9876543210', spec: of.spec }] };
    writePlan(folder, more);
    expect(readPlan(folder)).toEqual(more);
  });

  test('is not overwritten by that of another file, which asks something else and shares no run', () => {
    const other = { ...plan, source: '/there/quickstart.yaml' };
    const another = { ...other, title: 'Another', question: 'What else?' };
    expect(() => writePlan(folder, { ...another, runs: [] })).toThrow(
      `${folder} holds the runs of /here/quickstart.yaml, not of /there/quickstart.yaml; rename`,
    );
    // A file that was moved, and one that was moved and reworded.
    expect(writePlan(folder, { ...another, runs: plan.runs })).toBeUndefined();
    expect(writePlan(folder, { ...another, runs: [], question: 'What?' })).toBeUndefined();
  });

  test('moves with the folder and the file', () => {
    const [first, second] = ['here', 'there'].map((name) => join(folder, name, 'runs'));
    mkdirSync(first!, { recursive: true });
    writePlan(first!, { ...plan, source: join(folder, 'here', 'a.yaml') });
    renameSync(join(folder, 'here'), join(folder, 'there'));
    expect(readPlan(second!).source).toBe(join(folder, 'there', 'a.yaml'));
    const reworded = { ...plan, title: 'Another', question: 'What else?', runs: [] };
    writePlan(second!, { ...reworded, source: join(folder, 'there', 'a.yaml') });
    expect(readFileSync(join(second!, 'experiment.json'), 'utf8')).not.toContain(folder);
  });
});
