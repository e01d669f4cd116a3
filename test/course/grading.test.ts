import { describe, expect, test } from 'vitest';
import { exact } from '../../src/core/estimate.ts';
import { copiesIn } from '../../src/course/grading/copies.ts';
import { demandsOf } from '../../src/course/grading/demand.ts';
import type { Evidence } from '../../src/course/grading/evidence.ts';
import { gridMatch } from '../../src/course/grading/grid-match.ts';
import { unlike } from '../../src/course/grading/same-run.ts';
import { spotChecks } from '../../src/course/grading/spot-checks.ts';
import { codeOf } from '../../src/course/kit/student.ts';
import type { Run } from '../../src/lab/records/record.ts';
import { assignmentOf, rubrics, SECRET } from '../support/course.ts';
import { COST, gd, run, spec } from '../support/synthetic-runs.ts';

const record: Run = {
  ...run(spec(gd(0.1), 0), { trainLoss: 0.01 }),
  scalars: {
    trainLoss: exact(0.01, COST),
    trace: { ...exact(100, COST), stderr: 4 },
    threshold: { ...exact(0.2, COST), bounds: [0.19, 0.21] },
  },
  weights: Float32Array.of(3, 4),
};
const scalar = (name: string, value: number): Run => ({
  ...record,
  scalars: { ...record.scalars, [name]: { ...record.scalars[name]!, value } },
});

const elsewhere = (one: Run): Run => ({
  ...one,
  manifest: { ...one.manifest, cpu: 'Another CPU' },
});

describe('a run that is computed again', () => {
  test.each<[string, Run]>([
    ['to the same bytes', record],
    ['a percent off', scalar('trainLoss', 0.0101)],
    ['within errors of a measurement', scalar('trace', 112)],
    ['within a bracket', scalar('threshold', 0.212)],
    ['with weights a percent off', { ...record, weights: Float32Array.of(3.02, 4) }],
  ])('is the same %s', (_, one) => {
    expect(unlike(one, record)).toBeUndefined();
  });

  test.each<[string, Run, RegExp]>([
    ['a loss', scalar('trainLoss', 0.012), /^trainLoss is 0.012 in the record, and 0.01 when/],
    ['a trace', scalar('trace', 60), /^trace is 60 in the record, and 100 when computed again$/],
    ['a threshold', scalar('threshold', 0.3), /^threshold is 0.3/],
    ['no number', scalar('trace', Number.NaN), /^trace is/],
    ['other weights', { ...record, weights: Float32Array.of(4, 3) }, /final weights are 28 %/],
    ['fewer weights', { ...record, weights: Float32Array.of(3) }, /another number of weights/],
    ['another end', { ...record, ending: 'diverged' }, /^it ended as diverged/],
    [
      'another start',
      { ...record, manifest: { ...record.manifest, initialLoss: 0.6 } },
      /^initialLoss is 0.6/,
    ],
    [
      'another first loss',
      { ...record, series: { ...record.series, trainLoss: [0.6] } },
      /^the training loss at step 0 is 0.6/,
    ],
  ])('is another by %s', (_, one, why) => {
    expect(unlike(one, record)).toEqual({ kind: 'apart', why: expect.stringMatching(why) });
  });

  test('has every number that is measured now', () => {
    const { trace: _, ...scalars } = record.scalars;
    const found = { kind: 'apart', why: 'trace is not in the record' };
    expect(unlike({ ...record, scalars }, record)).toEqual(found);
    expect(unlike(elsewhere({ ...record, scalars }), record)).toEqual(found);
  });
});

describe('what was measured along a run', () => {
  const along = (level: number, theta = [3, 4], early = 5): Run => ({
    ...record,
    series: {
      ...{ step: [0, 50, 100], time: [0, 5, 10], epoch: [0, 1, 2], trainLoss: [0.5, 0.1, 0.01] },
      ...{ sharpness: [early, level, Number.NaN], sharpnessStderr: [0, 0.1, Number.NaN] },
    },
    snapshots: [{ time: 1, theta: Float32Array.from(theta) }],
  });

  test('is the same within its tolerance', () => {
    expect(unlike(along(10.4), along(10))).toBeUndefined();
    expect(unlike(along(10, [3.02, 4]), along(10))).toBeUndefined();
  });

  test.each<[string, Run, RegExp]>([
    ['a row', along(12), /^sharpness at step 50 is 12 in the record, and 10 when/],
    ['a snapshot', along(10, [4, 3]), /^its weights at time 1 are 28 % of their length off/],
  ])('is another by %s, which is doubtful elsewhere', (_, one, why) => {
    const match = expect.stringMatching(why);
    expect(unlike(one, along(10))).toEqual({ kind: 'apart', why: match });
    expect(unlike(elsewhere(one), along(10))).toEqual({ kind: 'doubtful', why: match });
  });

  test('is tight where the run begins, and bounded anywhere', () => {
    expect(unlike(elsewhere(along(10, [3, 4], 6)), along(10))).toMatchObject({ kind: 'apart' });
    expect(unlike(elsewhere(along(60)), along(10))).toMatchObject({ kind: 'apart' });
  });
});

describe('a record of another machine', () => {
  test.each<[string, Run]>([
    ['a sharper end', scalar('trace', 60)],
    ['weights of another place', { ...record, weights: Float32Array.of(2, 4) }],
    ['a number that overflowed', scalar('trace', Number.POSITIVE_INFINITY)],
    ['weights that overflowed', { ...record, weights: Float32Array.of(Number.NaN, 4) }],
    ['another end', { ...record, ending: 'completed' }],
    ['no end', { ...scalar('trace', Number.NaN), ending: 'diverged', weights: undefined }],
  ])('with %s is doubtful, and for a teacher to look at', (_, one) => {
    expect(unlike(elsewhere(one), record)).toMatchObject({ kind: 'doubtful' });
    expect(unlike(one, record)).toMatchObject({ kind: 'apart' });
  });

  test.each<[string, Run]>([
    ['three times the number', scalar('trace', 300)],
    ['another end and number', { ...scalar('trace', 300), ending: 'completed' }],
    ['weights that have nothing to do with it', { ...record, weights: Float32Array.of(-3, 4) }],
    ['another beginning', { ...record, series: { ...record.series, trainLoss: [0.6] } }],
  ])('with %s is none of this run', (_, one) => {
    expect(unlike(elsewhere(one), record)).toMatchObject({ kind: 'apart' });
  });

  test('with the same numbers is the same', () => {
    expect(unlike(elsewhere(scalar('trace', 101)), record)).toBeUndefined();
  });
});

const dataSeed = 17;
const evidence = (student: string, entries: readonly (readonly [string, string, boolean])[]) =>
  ({
    submission: {
      student,
      records: [
        {
          experiment: 'a',
          runs: entries.map(([id, , own]) => ({
            id,
            spec: { data: { name: 'mnist', seed: own ? dataSeed : 2 } },
          })),
          weights: new Map(entries.map(([id, hash]) => [id, hash])),
        },
      ],
    },
    variant: { dataSeed, unit: 1 },
    grids: new Map(),
  }) as unknown as Evidence;

test('weights that two students both have under their own variants are suspects, for a computation to decide', () => {
  const [a, b, c] = [
    evidence('a', [['1', 'x', true]]),
    evidence('b', [['2', 'x', true]]),
    evidence('c', [['3', 'y', true]]),
  ];
  const copies = copiesIn([a, b, c]);
  expect([a, b, c].map((one) => [...copies.get(one)!.suspects])).toEqual([['1'], ['2'], []]);
  expect([a, b, c].flatMap((one) => copies.get(one)!.says)).toEqual([]);
});

describe('the runs to be computed again', () => {
  const { specs } = demandsOf(assignmentOf('flatness'), rubrics.flatness, codeOf(SECRET, 's')).get(
    'flatness',
  )!;
  const runs = specs!.map((one, i) => ({ ...record, id: `run-${i}`, spec: one }));
  const of = (student: string, own = runs) =>
    ({
      submission: { student, records: [{ experiment: 'flatness', runs: own }] },
      grids: new Map([['flatness', gridMatch(specs!, own)]]),
    }) as unknown as Evidence;
  const chosen = (student: string, secret = SECRET, suspects: readonly string[] = []) =>
    spotChecks(of(student), secret, new Set(suspects)).map((one) => one.run.id);

  test('are one in ten, rounded up', () => {
    expect(runs.length).toBe(16);
    expect(chosen('s').length).toBe(2);
    expect(spotChecks(of('s', runs.slice(0, 1)), SECRET, new Set()).length).toBe(1);
    expect(spotChecks(of('s', []), SECRET, new Set()).length).toBe(0);
  });

  test('hang on the secret and the student alone', () => {
    expect(chosen('s')).toEqual(chosen('s'));
    const all = new Set(Array.from({ length: 40 }, (_, i) => chosen('s', `${SECRET}${i}`)).flat());
    expect(all.size).toBeGreaterThan(12);
  });

  test('are suspects first', () => {
    for (const { id } of runs) expect(chosen('s', SECRET, [id])[0]).toBe(id);
  });

  test('are drawn by what was trained, and without what is too much to compute', () => {
    const along = { sharpness: { every: 1, tolerance: 1e-9 } };
    const dear = runs.map((one, i) => ({
      ...one,
      id: `other-${i}`,
      spec: {
        ...one.spec,
        measure: { ...one.spec.measure, points: 1e9, along },
      } as Run['spec'],
    }));
    const found = spotChecks(of('s', dear), SECRET, new Set());
    expect(found.map(({ run }) => run.id.replace('other', 'run'))).toEqual(chosen('s'));
    for (const { run } of found) expect(specs).toContainEqual(run.spec);
  });

  test('have weights that are read when they are asked for', () => {
    const [{ spec: own, ...rest }] = runs as [(typeof runs)[number]];
    const lazy = {
      ...rest,
      spec: { ...own, measure: { ...own.measure, points: 1e9 } } as Run['spec'],
      get weights(): Float32Array {
        throw new Error('read');
      },
    };
    const [check] = spotChecks(of('s', [lazy]), SECRET, new Set());
    expect(() => check!.run.weights).toThrow('read');
  });

  test('are none that nobody would compute for a stranger', () => {
    const [{ spec: own, ...rest }] = runs as [(typeof runs)[number]];
    const big = { ...own, data: { ...own.data, train: 5000 } } as Run['spec'];
    const long = { ...own, stop: { steps: 1e9 } } as Run['spec'];
    const strange = { ...own, method: { method: 'evil' } } as unknown as Run['spec'];
    const file = {
      ...own,
      data: { ...own.data, name: 'csv', path: '/etc/passwd' },
    } as unknown as Run['spec'];
    for (const spec of [big, long, strange, file])
      expect(spotChecks(of('s', [{ ...rest, spec }]), SECRET, new Set())).toEqual([]);
  });
});
