import { expect } from 'vitest';

/**
 * Fails where the counts are further from equal than chance allows.
 *
 * ∑ (count − e)² / e has mean k − 1 and variance about 2 (k − 1); five standard deviations either way
 * is below 1e-4 even for the skewed small k, and a fixed seed passes or fails for ever.
 */
export const expectUniform = (counts: readonly number[]): void =>
  expectDistributed(counts, new Array<number>(counts.length).fill(1 / counts.length));

/** The same for cells of these probabilities, each expected five times or more. */
export function expectDistributed(
  counts: readonly number[],
  probabilities: readonly number[],
): void {
  const degrees = counts.length - 1;
  const total = counts.reduce((sum, count) => sum + count, 0);
  const expected = probabilities.map((p) => p * total);
  expect(Math.min(...expected)).toBeGreaterThan(5);
  const statistic = counts.reduce((sum, c, i) => sum + (c - expected[i]!) ** 2 / expected[i]!, 0);
  const z = (statistic - degrees) / Math.sqrt(2 * degrees);
  expect(Math.abs(z), `chi-square ${statistic} on ${degrees} degrees of freedom`).toBeLessThan(5);
}

/** How often each of 0 … k−1 occurs. */
export function tally(values: Iterable<number>, k: number): number[] {
  const counts = new Array<number>(k).fill(0);
  for (const value of values) counts[value]!++;
  return counts;
}
