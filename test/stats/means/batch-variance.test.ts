import { expect, test } from 'vitest';
import { batchVariance } from '../../../src/stats/means/batch-variance.ts';

test('κ is 1/B with replacement, 0 for the full batch without, and refuses what cannot be drawn', () => {
  expect(batchVariance(10, 4, 'with')).toBe(0.25);
  expect(batchVariance(10, 10, 'without')).toBe(0);
  expect(batchVariance(10, 1, 'without')).toBe(1);
  expect(batchVariance(1, 1, 'without')).toBe(0);
  expect(() => batchVariance(3, 4, 'without')).toThrow('invalid B; not in 1 … 3: 4');
});
