import { expect } from 'vitest';

/** Fails unless |actual − expected| ≤ atol + rtol · |expected|, naming both; NaN always fails. */
export function expectNear(
  actual: number,
  expected: number,
  { rtol = 0, atol = 0 }: { readonly rtol?: number; readonly atol?: number },
): void {
  if (actual === expected) return;
  const error = Math.abs(actual - expected);
  const allowed = atol + rtol * Math.abs(expected);
  expect(error <= allowed, `${actual} is ${error} from ${expected}; allowed ${allowed}`).toBe(true);
}
