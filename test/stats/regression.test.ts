import { describe, expect, test } from 'vitest';
import { rng } from '../../src/core/random.ts';
import { line, logLogSlope } from '../../src/stats/regression.ts';
import { expectNear } from '../support/expect-near.ts';

// NIST Statistical Reference Datasets, "Norris": calibration of ozone monitors.
const norris = {
  y: [
    0.1, 338.8, 118.1, 888.0, 9.2, 228.1, 668.5, 998.5, 449.1, 778.9, 559.2, 0.3, 0.1, 778.1, 668.8,
    339.3, 448.9, 10.8, 557.7, 228.3, 998.0, 888.8, 119.6, 0.3, 0.6, 557.6, 339.3, 888.0, 998.5,
    778.9, 10.2, 117.6, 228.9, 668.4, 449.2, 0.2,
  ],
  x: [
    0.2, 337.4, 118.2, 884.6, 10.1, 226.5, 666.3, 996.3, 448.6, 777.0, 558.2, 0.4, 0.6, 775.5,
    666.9, 338.0, 447.5, 11.6, 556.0, 228.1, 995.8, 887.6, 120.2, 0.3, 0.3, 556.8, 339.1, 887.2,
    999.0, 779.0, 11.1, 118.3, 229.2, 669.1, 448.9, 0.5,
  ],
};

describe('line', () => {
  test('gives the certified values of NIST Norris', () => {
    const { n, slope, intercept, residual, rSquared } = line(norris.x, norris.y);
    expect(n).toBe(36);
    // Certified to 15 digits; the sums lose about three to cancellation.
    expectNear(slope.value, 1.00211681802045, { rtol: 1e-12 });
    expectNear(slope.stderr, 0.429796848199937e-3, { rtol: 1e-12 });
    expectNear(intercept.value, -0.262323073774029, { rtol: 1e-11 });
    expectNear(intercept.stderr, 0.232818234301152, { rtol: 1e-12 });
    expectNear(residual, 0.884796396144373, { rtol: 1e-12 });
    expectNear(rSquared, 0.999993745883712, { rtol: 1e-14 });
  });

  test('through collinear points is exact, with no error', () => {
    const { slope, intercept, rSquared } = line([0, 1, 2, 5], [1, 3, 5, 11]);
    expect([slope.value, slope.stderr, intercept.value, rSquared]).toEqual([2, 0, 1, 1]);
    expect(slope.interval).toEqual([2, 2]);
  });

  test('through two points leaves its errors open', () => {
    const { slope, intercept, residual } = line([1, 2], [1, 4]);
    expect([slope.value, intercept.value, residual]).toEqual([3, -2, Number.NaN]);
    expect(slope.interval).toEqual([-Infinity, Infinity]);
    expect(intercept.stderr).toBe(Infinity);
  });

  test('has intervals that cover slope and intercept 95 times in 100', () => {
    const [stream, trials] = [rng(3).fork('line'), 2000];
    const x = [0, 1, 2, 4, 8];
    const covered = { slope: 0, intercept: 0 };
    for (let trial = 0; trial < trials; trial++) {
      const fit = line(
        x,
        x.map((value) => 3 - 2 * value + stream.normal()),
      );
      const [low, high] = fit.slope.interval;
      const [bottom, top] = fit.intercept.interval;
      if (low <= -2 && -2 <= high) covered.slope++;
      if (bottom <= 3 && 3 <= top) covered.intercept++;
    }
    // Binomial: four standard deviations.
    const atol = 4 * Math.sqrt((0.95 * 0.05) / trials);
    expectNear(covered.slope / trials, 0.95, { atol });
    expectNear(covered.intercept / trials, 0.95, { atol });
  });

  test.each([
    ['no point', [], []],
    ['one point', [1], [1]],
    ['constant x', [2, 2, 2], [1, 2, 3]],
    ['NaN in x', [1, Number.NaN], [1, 2]],
  ])('refuses %s', (_, x, y) => expect(() => line(x, y)).toThrow(RangeError));

  test('says what is wrong with x and with the lengths', () => {
    expect(() => line([2, 2], [1, 3])).toThrow('invalid x; not two different values: 2');
    expect(() => line([1, 2, 3], [1, 3])).toThrow('invalid pairs; not of equal length: 3 and 2');
  });
});

describe('logLogSlope', () => {
  test('of y = 7 x^p is p', () => {
    const x = [1, 2, 4, 8, 100];
    for (const p of [-1, 0.5, 2]) {
      const { value, stderr } = logLogSlope(
        x,
        x.map((value) => 7 * value ** p),
      );
      expectNear(value, p, { rtol: 1e-13 });
      expectNear(stderr, 0, { atol: 1e-14 });
    }
  });

  test.each([0, -1, Number.NaN])('refuses a value of %d', (value) => {
    const message = `invalid value on a log axis; not in (0, ∞): ${value}`;
    expect(() => logLogSlope([1, value], [1, 2])).toThrow(message);
    expect(() => logLogSlope([1, 2], [value, 2])).toThrow(message);
  });
});
