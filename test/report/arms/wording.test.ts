import { expect, test } from 'vitest';
import { estimateText } from '../../../src/report/arms/wording.ts';

test('an estimate has three digits, or as many as its interval needs to have a width', () => {
  expect(estimateText(0.2345, [0.1234, 0.3456])).toBe('0.234 [0.123, 0.346]');
  expect(estimateText(1.2345, [1.1, 1.3], { digits: 2, unit: ' ×' })).toBe('1.2 × [1.1, 1.3]');
  expect(estimateText(1.0004, [1.0002, 1.0006])).toBe('1.0004 [1.0002, 1.0006]');
  expect(estimateText(1.02, [1.01, 1.03], { digits: 2 })).toBe('1.02 [1.01, 1.03]');
  expect(estimateText(1.2345, null, { digits: 2 })).toBe('1.2');
});

test('an interval without a width ends in as many digits as single precision has', () => {
  expect(estimateText(1, [1, 1])).toBe('1 [1, 1]');
  expect(estimateText(0.333333333, [0.333333333, 0.333333333])).toBe(
    '0.3333333 [0.3333333, 0.3333333]',
  );
});
