import { describe, expect, test } from 'vitest';
import { rng } from '../../src/core/random.ts';
import { chiSquareTail, deviationInterval } from '../../src/stats/chi-square.ts';
import { variance } from '../../src/stats/summary.ts';

describe('chiSquareTail', () => {
  // NIST/SEMATECH e-Handbook of Statistical Methods, 1.3.6.7.4: upper critical values.
  test.each([
    [1, 3.841, 0.05],
    [2, 5.991, 0.05],
    [3, 7.815, 0.05],
    [4, 13.277, 0.01],
    [7, 14.067, 0.05],
    [10, 18.307, 0.05],
    [10, 3.94, 0.95],
    [19, 8.907, 0.975],
    [29, 45.722, 0.025],
  ])('with %d degrees exceeds %d with probability %d', (degrees, x, tail) => {
    expect(Math.abs(chiSquareTail(x, degrees) - tail)).toBeLessThan(2e-4);
  });

  test('throws without a degree of freedom', () => {
    expect(() => chiSquareTail(1, 0)).toThrow(RangeError);
  });
});

test('the interval of a deviation holds the truth in 95 of 100 samples', () => {
  const stream = rng(5);
  let held = 0;
  for (let i = 0; i < 4000; i++) {
    const [low, high] = deviationInterval(
      Math.sqrt(variance(Array.from({ length: 4 }, () => 3 * stream.normal()))),
      4,
    );
    if (low <= 3 && 3 <= high) held++;
  }
  expect(Math.abs(held / 4000 - 0.95)).toBeLessThan(4 * Math.sqrt((0.95 * 0.05) / 4000));
});
