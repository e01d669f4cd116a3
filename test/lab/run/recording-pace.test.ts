import { beforeAll, describe, expect, test } from 'vitest';
import { openEngine } from '../../../src/engine/backend.ts';
import { recordingPace } from '../../../src/lab/run/recording-pace.ts';
import { expectNoLeaks } from '../../support/expect-no-leaks.ts';
import { smallRun } from '../../support/small-run.ts';

beforeAll(async () => {
  await openEngine('native');
});
expectNoLeaks();

/** The steps at which a run of these is recorded. */
function steps(to: number, ...of: Parameters<typeof recordingPace>): number[] {
  const pace = recordingPace(...of);
  const out = [0];
  while (out.at(-1)! < to) {
    const step = out.at(-1)!;
    out.push(step + pace({ step, t: 0.1 * step, dt: 0.1 }));
  }
  return out;
}

describe('a run is recorded', () => {
  test('at its first rows, until those are as far apart as the evaluations of its method', () => {
    // 10 rows a decade; from 47 on the next row is 12 steps away, or more.
    expect(steps(200, 12, { points: 40 })).toEqual([
      ...[0, 1, 2, 3, 4, 6, 8, 11, 14, 18, 23, 29, 37, 47, Number.POSITIVE_INFINITY],
    ]);
  });

  test('at the steps and times that a file asks for', () => {
    expect(steps(30, 100, { points: 2, every: 7 })).toEqual([0, 1, 7, 14, 21, 28, 35]);
    const along = { sharpness: { tolerance: 0.1, maxIterations: 9, time: 0.6 } };
    expect(steps(20, 100, { points: 2, along })).toEqual([0, 1, 6, 12, 18, 24]);
  });
});

const methods = {
  GD: '{ method: gradient-descent, rate: 0.3 }',
  SGD: '{ method: sgd, rate: 0.1, batch: 6 }',
  Adam: '{ method: adam, rate: 0.01, batch: 3 }',
  'SGD with noise on labels': '{ method: sgd, rate: 0.1, batch: 6, labelFlips: 0.1 }',
  'stochastic flow': '{ method: stochastic-flow, rate: 0.1, batch: 6, dt: 0.1 }',
};

test.each(Object.entries(methods))('every: 1 is every step of %s', async (_, method) => {
  const all = Array.from({ length: 41 }, (_, k) => k);
  const along = 'along: { gradientNoise: { every: 1 } }';
  const { series } = await smallRun(method, 'steps: 40', `points: 2, ${along}`);
  expect(series.step).toEqual(all);
  expect(series.noiseTrace!.every(Number.isFinite)).toBe(true);
  const rows = await smallRun(method, 'steps: 40', 'points: 2, every: 1');
  expect(rows.series.step).toEqual(all);
  expect(rows.series.trainLoss).toEqual(series.trainLoss);
});

test('the first rows of SGD are its first steps, and its weights do not depend on them', async () => {
  const [few, many] = await Promise.all(
    ['points: 2', 'points: 80, every: 3'].map((measure) =>
      smallRun(methods.SGD, 'steps: 60', measure),
    ),
  );
  expect(many!.series.step!.slice(0, 9)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
  expect(many!.series.step).toEqual(expect.arrayContaining([15, 18, 21, 57, 60]));
  expect(few!.weights).toEqual(many!.weights);
});
