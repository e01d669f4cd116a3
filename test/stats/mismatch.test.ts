import { expect, test } from 'vitest';
import { geometricMean, LOSS_TOLERANCE, mismatch } from '../../src/stats/mismatch.ts';

test('arms differ by the ratio of their geometric means', () => {
  expect(geometricMean([1, 4])).toBeCloseTo(2, 14);
  expect(mismatch([[1, 4], [2], [3, 3]])).toBeCloseTo(0.5, 14);
  // Seeds go up and down; what is left on average is what a comparison is off by.
  expect(
    mismatch([
      [0.02, 0.018],
      [0.018, 0.02],
    ]),
  ).toBeLessThan(1e-12);
  expect(mismatch([[0.0195], [0.02]])).toBeGreaterThan(LOSS_TOLERANCE);
});

test('what is not positive has no ratio, but nothing differs from nothing', () => {
  expect(mismatch([[0, 1], [1]])).toBeNaN();
  expect(mismatch([[Number.NaN], [1]])).toBeNaN();
  expect(mismatch([[0, 0], [0]])).toBe(0);
});
