import { tmpdir } from 'node:os';
import { beforeAll, describe, expect, test } from 'vitest';
import { openEngine } from '../../../src/engine/backend.ts';
import { fileSources } from '../../../src/lab/data/sources.ts';
import type { Result } from '../../../src/lab/records/result.ts';
import { seriesFromCsv, seriesToCsv } from '../../../src/lab/records/series-csv.ts';
import { execute } from '../../../src/lab/run/execute.ts';
import { costOf } from '../../../src/lab/run/measure.ts';
import { everySchedule } from '../../../src/lab/run/row-schedule.ts';
import { expectNoLeaks } from '../../support/expect-no-leaks.ts';
import { errorOf } from '../../support/experiment-error.ts';
import { only, specsOf, standard } from '../../support/standard-experiment.ts';

beforeAll(async () => {
  await openEngine('native');
});
expectNoLeaks();

const base = `
data: { name: glyphs, train: 30, test: 20 }
network: { kind: mlp, hidden: [6] }
`;
const methods = {
  GD: 'methods: [{ method: gradient-descent, rate: 0.3 }]\nstop: { steps: 100 }',
  SGD: 'methods: [{ method: sgd, rate: 0.1, batch: 6 }]\nstop: { steps: 100 }',
  'heavy ball': 'methods: [{ method: heavy-ball, rate: 0.05 }]\nstop: { loss: 0.3, steps: 400 }',
  'gradient flow': 'methods: [{ method: gradient-flow }]\nstop: { loss: 0.25, steps: 400 }',
} as const;
const along = 'along: { sharpness: { every: 20 }, trace: { points: 4, relativeError: 0.5 } }';

const run = (method: keyof typeof methods, measure: string): Promise<Result> => {
  const spec = only(`${base}${methods[method]}\nmeasure: { threshold: false, ${measure} }`);
  return execute(spec, fileSources({ cacheDir: tmpdir(), baseDir: tmpdir() }));
};

const bytes = (result: Result) => result.weights.map((w) => Buffer.from(w.buffer).toString('hex'));
const column = ({ series }: Result, name: string) => series[name]!.filter((x) => !Number.isNaN(x));
const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0);

describe.each(Object.keys(methods) as (keyof typeof methods)[])('probes along %s', (method) => {
  let bare: Result;
  let probed: Result;
  beforeAll(async () => {
    bare = await run(method, 'trace: false, sharpness: false');
    probed = await run(method, `trace: { relativeError: 0.3 }, ${along}`);
  });

  test('leave every byte of the weights as it was', () => {
    expect(bytes(probed).join() === bytes(bare).join()).toBe(true);
    expect(probed.facts.steps).toBe(bare.facts.steps);
    expect(probed.facts.time).toBe(bare.facts.time);
    expect(bare.series).not.toHaveProperty('sharpness');
  });

  test('cost what the manifest says: the rows, the measures at both ends and the training', () => {
    const { gradients, hvps } = probed.facts.cost;
    const ends = costOf(probed.scalars);
    expect(hvps).toBe(sum(column(probed, 'probeHvps')) + ends.hvps + bare.facts.cost.hvps);
    expect(gradients).toBe(bare.facts.cost.gradients + sum(column(probed, 'probeGradients')));
    expect(sum(column(probed, 'probeHvps'))).toBeGreaterThan(4 * 32);
  });

  test('stand in rows of their own, from the start to the end', () => {
    const { series, facts } = probed;
    const rowsOf = (name: string) =>
      series.step!.filter((_, i) => !Number.isNaN(series[name]![i]!));
    expect(rowsOf('sharpness')[0]).toBe(0);
    expect(rowsOf('sharpness').at(-1)).toBe(facts.steps);
    expect(rowsOf('trace').at(-1)).toBe(facts.steps);
    expect(rowsOf('sharpness')).toEqual([...new Set(rowsOf('sharpness'))]);
    expect(series.time!.at(-1)).toBe(facts.time);
    expect(series.step).toEqual([...new Set(series.step)]);
    for (const values of Object.values(series)) expect(values).toHaveLength(series.step!.length);
  });

  test('agree with the measures at the start and at the end, each within its error', () => {
    const [first, last] = [0, -1].map((at) => column(probed, 'sharpness').at(at)!);
    const { initialSharpness, sharpness, trace } = probed.scalars;
    // Lanczos from another start: both are within the tolerance of 1e-3 asked for.
    expect(Math.abs(first! / initialSharpness!.value - 1)).toBeLessThan(2e-3);
    expect(Math.abs(last! / sharpness!.value - 1)).toBeLessThan(2e-3);
    const error = Math.hypot(column(probed, 'traceStderr').at(-1)!, trace!.stderr);
    expect(Math.abs(column(probed, 'trace').at(-1)! - trace!.value)).toBeLessThan(4 * error);
    expect(column(probed, 'sharpnessConverged').every((x) => x === 1)).toBe(true);
    expect(column(probed, 'sharpnessStderr').every((x) => x >= 0 && x < 0.1)).toBe(true);
  });

  test('come back from CSV as they were', () => {
    const back = seriesFromCsv(seriesToCsv(probed.series));
    expect(Object.keys(back)).toEqual(Object.keys(probed.series));
    for (const [name, values] of Object.entries(back)) {
      expect(values.every((x, i) => Object.is(x, probed.series[name]![i]))).toBe(true);
    }
  });
});

test('probes along a run draw from the step, whatever else is measured', async () => {
  const alone = await run('GD', 'along: { trace: { every: 60, relativeError: 0.5 } }, points: 3');
  const beside = await run(
    'GD',
    'along: { trace: { every: 20, relativeError: 0.5 }, sharpness: true }',
  );
  const at = (result: Result, step: number) =>
    result.series.trace![result.series.step!.indexOf(step)];
  for (const step of [0, 60, 100]) expect(at(alone, step)).toBe(at(beside, step));
  expect(at(alone, 0)).not.toBe(at(alone, 60));
});

test('points can be given by training time', async () => {
  const timed = await run('GD', 'along: { sharpness: { time: 12 } }, points: 3');
  const { series } = timed;
  const at = series.time!.filter((_, i) => !Number.isNaN(series.sharpness![i]!));
  // Steps of 0.3, looked at every fourth: multiples of 1.2, and the end at 30.
  expect(at.map((t) => Math.round(10 * t) / 10)).toEqual([0, 12, 24, 30]);
});

test('a run that diverges keeps the probes of the steps before', async () => {
  const spec = only(
    `${base}methods: [{ method: gradient-descent, rate: 5 }]\nmeasure: { threshold: false, along: { sharpness: { every: 1 } } }`,
  );
  const result = await execute(spec, fileSources({ cacheDir: tmpdir(), baseDir: tmpdir() }));
  expect(result.ending).toBe('diverged');
  expect(column(result, 'sharpness').length).toBeGreaterThan(0);
  expect(column(result, 'sharpness').every(Number.isFinite)).toBe(true);
});

describe('measure.along', () => {
  const spec = (text: string) =>
    specsOf(`methods: [{ method: gradient-flow }]\nseeds: 1\nmeasure: { ${text} }`)[0]!.measure
      .along;

  test('resolves to options and points; absent, it leaves no trace in a spec', () => {
    const { trace, sharpness } = standard.measure;
    expect(spec('points: 80')).toBeUndefined();
    expect(spec('along: {}')).toBeUndefined();
    expect(spec('along: { trace: false }')).toBeUndefined();
    expect(spec('along: { sharpness: true, trace: { every: 7 } }')).toEqual({
      trace: { ...trace, every: 7 },
      sharpness: { ...sharpness, points: 20 },
    });
  });

  test.each([
    ['sharpnes: true', '2:21: unknown key "sharpnes" in measure.along (did you mean "sharpness"?)'],
    ['threshold: true', /unknown key "threshold" in measure.along \(known: .*trace, sharpness/],
    [
      'sharpness: { every: 0 }',
      '2:41: measure.along.sharpness.every must be ≥ 1, got 0: give the steps from one point to the next, such as 100',
    ],
    [
      'sharpness: 3',
      '2:32: measure.along.sharpness must be true or false, got 3: write true, false or { points: 20, tolerance: 1.0e-3, maxIterations: 200 }',
    ],
  ])('with { %s } is refused', (text, message) => {
    const got = errorOf(`methods: [{ method: gradient-flow }]\nmeasure: { along: { ${text} } }`);
    if (typeof message === 'string') expect(got).toBe(message);
    else expect(got).toMatch(message);
  });
});

test('a schedule by steps takes the first look at or after each multiple', () => {
  const { due } = everySchedule(10, 'step');
  const looks = Array.from({ length: 16 }, (_, i) => 4 * i);
  expect(looks.filter(due)).toEqual([0, 12, 20, 32, 40, 52, 60]);
  // Sums of 0.1 fall short of 0.3 and 0.6 by round-off, or pass them by it.
  const { due: timed } = everySchedule(0.3, 't');
  const times = [0, 0.1, 0.2, 0.1 + 0.2, 0.4, 0.5, 0.6 - 1e-16, 0.7];
  expect(times.filter(timed)).toEqual([0, 0.1 + 0.2, 0.6 - 1e-16]);
});
