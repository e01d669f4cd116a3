import { describe, expect, test } from 'vitest';
import { rng } from '../../src/core/random.ts';
import { pairedDifference, pairedLogRatio } from '../../src/stats/paired.ts';
import { summary } from '../../src/stats/summary.ts';
import { expectNear } from '../support/expect-near.ts';

describe('pairedDifference', () => {
  test('is the summary of the differences', () => {
    expect(pairedDifference([3, 5, 9], [2, 2, 3])).toEqual(summary([1, 3, 6]));
  });

  // Student 1908, "The probable error of a mean": extra sleep of ten patients under two drugs.
  test("is Student's 1.58 ± 0.389 on the sleep data, t = 4.06", () => {
    const dextro = [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0];
    const laevo = [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4];
    const { n, mean, stderr, interval } = pairedDifference(laevo, dextro);
    expect(n).toBe(10);
    expectNear(mean, 1.58, { rtol: 1e-14 });
    expectNear(mean / stderr, 4.0621, { atol: 5e-5 });
    // 95 %: [0.7001142, 2.4598858], as R's t.test(…, paired = TRUE) prints.
    expectNear(interval[0], 0.7001142, { atol: 5e-8 });
    expectNear(interval[1], 2.4598858, { atol: 5e-8 });
  });

  test('sees a shift that the spread between pairs would hide', () => {
    const base = rng(2).normals(8);
    const shifted = base.map((x, i) => 100 * x + 1 + 0.1 * (i % 2));
    expect(
      pairedDifference(
        shifted,
        base.map((x) => 100 * x),
      ).interval[0],
    ).toBeGreaterThan(0.9);
  });
});

describe('pairedLogRatio', () => {
  test('of proportional samples is ln of the factor, without error', () => {
    const { mean, stderr } = pairedLogRatio([2, 4, 6], [1, 2, 3]);
    expectNear(mean, Math.LN2, { rtol: 1e-15 });
    expectNear(stderr, 0, { atol: 1e-15 });
  });

  test('swaps sign with its arguments', () => {
    const [x, y] = [
      [238, 244, 251],
      [366, 420, 459],
    ] as const;
    const [there, back] = [pairedLogRatio(x, y), pairedLogRatio(y, x)];
    expectNear(there.mean, -back.mean, { rtol: 1e-14 });
    expect(there.interval[1]).toBeLessThan(0);
  });

  test.each([0, -1, Number.NaN, Infinity])('refuses a value of %d on either side', (value) => {
    const message = `invalid value in a log ratio; not in (0, ∞): ${value}`;
    expect(() => pairedLogRatio([value], [1])).toThrow(message);
    expect(() => pairedLogRatio([1], [value])).toThrow(message);
  });
});

test('samples of unequal length are refused', () => {
  for (const pair of [pairedDifference, pairedLogRatio]) {
    expect(() => pair([1, 2], [1])).toThrow('invalid pairs; not of equal length: 2 and 1');
  }
});
