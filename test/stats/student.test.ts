import { describe, expect, test } from 'vitest';
import { studentInterval, studentQuantile, tailOf } from '../../src/stats/student.ts';
import { expectNear } from '../support/expect-near.ts';

describe('studentQuantile', () => {
  // Closed forms: tan(π (p − ½)) for one degree of freedom, (2p − 1) / √(2p (1 − p)) for two.
  test.each([0.01, 0.3, 0.5, 0.9, 0.975, 0.9995])('has its closed forms at p = %d', (p) => {
    const rounding = { rtol: 1e-10, atol: 1e-15 };
    expectNear(studentQuantile(p, 1), Math.tan(Math.PI * (p - 0.5)), rounding);
    expectNear(studentQuantile(p, 2), (2 * p - 1) / Math.sqrt(2 * p * (1 - p)), rounding);
  });

  // The 97.5 % column of every printed table, to its three decimals.
  test.each([
    [1, 12.706],
    [2, 4.303],
    [3, 3.182],
    [4, 2.776],
    [5, 2.571],
    [9, 2.262],
    [10, 2.228],
    [30, 2.042],
    [120, 1.98],
  ])('with %d degrees of freedom has 97.5 %% below %d', (degrees, t) => {
    expectNear(studentQuantile(0.975, degrees), t, { atol: 0.0005 });
  });

  test.each([
    [1.1, 3],
    [0.5, 0],
    [0.5, Number.NaN],
    [Number.NaN, 3],
  ])('refuses p = %d with %d degrees of freedom', (p, degrees) => {
    expect(() => studentQuantile(p, degrees)).toThrow(
      `invalid quantile; not p in [0, 1] and degrees in (0, ∞): ${p}, ${degrees}`,
    );
  });
});

describe('studentInterval', () => {
  test('is value ± t · stderr', () => {
    const [low, high] = studentInterval(10, 2, 2, 0.9);
    const reach = (2 * 0.9) / Math.sqrt(2 * 0.95 * 0.05);
    expectNear(low, 10 - reach, { rtol: 1e-10 });
    expectNear(high, 10 + reach, { rtol: 1e-10 });
  });

  test('is a point where the error is 0, and everything without degrees of freedom', () => {
    expect(studentInterval(3, 0, 4)).toEqual([3, 3]);
    expect(studentInterval(3, 0, 0)).toEqual([-Infinity, Infinity]);
  });
});

test.each([0, 1, -0.5, 95, Number.NaN])('a level of %d is refused', (level) => {
  expect(() => tailOf(level)).toThrow(`invalid level; not in (0, 1): ${level}`);
  expect(() => studentInterval(0, 1, 0, level)).toThrow(RangeError);
});
