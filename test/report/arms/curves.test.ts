import { describe, expect, test } from 'vitest';
import { armsOf } from '../../../src/report/arms/arm.ts';
import {
  alongCurves,
  alongKeys,
  geometricMeanCurve,
  meanCurve,
  unconvergedAlong,
} from '../../../src/report/arms/curves.ts';
import { expectNear } from '../../support/expect-near.ts';
import { gd, run, spec } from '../../support/synthetic-runs.ts';

const line = (...points: readonly (readonly [number, number])[]) =>
  points.map(([x, y]) => ({ x, y }));

describe('the mean of curves', () => {
  test('stands at every time that one of them has, between the times that all have', () => {
    const mean = meanCurve([line([0, 0], [2, 4], [5, 4]), line([1, 10], [3, 30])]);
    // At 1: (2 + 10)/2, at 2: (4 + 20)/2, at 3: (4 + 30)/2.
    expect(mean).toEqual(line([1, 6], [2, 12], [3, 17]));
  });

  test('of one curve is that curve; of curves that no time joins there is none', () => {
    const one = line([0, 1], [1, 2]);
    expect(meanCurve([one])).toBe(one);
    expect(meanCurve([one, line([2, 1], [3, 2])])).toEqual([]);
    expect(geometricMeanCurve([])).toEqual([]);
  });

  test('on log axes is the power law between two power laws', () => {
    const power = (a: number, p: number) =>
      line(...[1, 10, 1000].map((x) => [x, a * x ** p] as const));
    const mean = geometricMeanCurve([power(1, -1), power(4, -2)]);
    expect(mean.length).toBeGreaterThan(100);
    for (const { x, y } of mean) expectNear(y, 2 * x ** -1.5, { rtol: 1e-12 });
  });
});

describe('curves along a run', () => {
  const [arm] = armsOf([
    run(
      spec(gd(0.1), 0),
      {},
      {
        series: {
          ...{ step: [0, 1, 2], time: [0, 1, 2], epoch: [0, 1, 2], trainLoss: [3, 2, 1] },
          ...{ trace: [5, Number.NaN, 6], traceStderr: [1, Number.NaN, 1] },
          traceConverged: [1, Number.NaN, 0],
        },
      },
    ),
    { ...run(spec(gd(0.1), 1), {}), ending: 'diverged' },
  ]);

  test('are of what has errors, without rows that have no value, and of runs that did not diverge', () => {
    expect(alongKeys([arm!])).toEqual(['trace']);
    expect(alongCurves(arm!, 'trace')).toEqual([line([0, 5], [2, 6])]);
    expect(unconvergedAlong([arm!], 'trace')).toBe(1);
  });
});
