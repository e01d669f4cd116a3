import { describe, expect, test } from 'vitest';
import { atLeast, atMost, contains, holds, misses, range } from '../../src/core/range.ts';

test('a range holds its ends', () => {
  expect([1, 1.5, 2, 0.999, 2.001, Number.NaN].map((x) => contains(range(1, 2), x))).toEqual([
    true,
    true,
    true,
    false,
    false,
    false,
  ]);
});

test.each([
  [2, 1],
  [Number.NaN, 1],
  [1, Number.NaN],
])('a range from %d to %d is refused', (low, high) => {
  expect(() => range(low, high)).toThrow(`invalid range; not low ≤ high: [${low}, ${high}]`);
});

test('half-lines are ranges with an infinite end', () => {
  expect(contains(atLeast(3), 1e300)).toBe(true);
  expect(contains(atLeast(3), 2.9)).toBe(false);
  expect(contains(atMost(3), -1e300)).toBe(true);
  expect(contains(atMost(3), 3.1)).toBe(false);
});

describe('an interval against the range [1, 2]', () => {
  const cases = [
    { interval: [1, 2], inside: true, outside: false },
    { interval: [1.2, 1.3], inside: true, outside: false },
    { interval: [0.9, 1.5], inside: false, outside: false },
    { interval: [1.5, 2.1], inside: false, outside: false },
    { interval: [0, 3], inside: false, outside: false },
    { interval: [2, 3], inside: false, outside: false },
    { interval: [2.1, 3], inside: false, outside: true },
    { interval: [-1, 0.9], inside: false, outside: true },
    { interval: [Number.NaN, 0.5], inside: false, outside: false },
    { interval: [Number.NaN, Number.NaN], inside: false, outside: false },
  ] as const;
  test.each(cases)(
    '$interval: inside $inside, outside $outside',
    ({ interval, inside, outside }) => {
      expect(holds(range(1, 2), interval)).toBe(inside);
      expect(misses(range(1, 2), interval)).toBe(outside);
    },
  );
});
