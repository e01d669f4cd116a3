import { expect, test } from 'vitest';
import type { Run } from '../../../src/lab/records/record.ts';
import { findingsOf, numbersAndSentence } from '../../support/findings-of.ts';
import { gd, run, spec } from '../../support/synthetic-runs.ts';

const only = (runs: readonly Run[]) => {
  const { stability } = findingsOf(runs);
  expect(stability).toHaveLength(1);
  return numbersAndSentence(stability[0]!);
};

test('the threshold is held against 2/λ₀ of the same seed', () => {
  const runs = [8, 10, 12.5].map((lambda, seed) =>
    run(spec(gd(0.1), seed), { initialSharpness: lambda, threshold: 3 / lambda }),
  );
  const stability = only(runs);
  expect(stability.ratio).toBeCloseTo(1.5, 12);
  expect(stability.sentence).toMatch(/: above 2\/λ₀\.$/);
});

test('brackets widen what seeds alone would call certain', () => {
  const runs = [8, 10, 12.5].map((lambda, seed) => {
    const one = run(spec(gd(0.1), seed), { initialSharpness: lambda, threshold: 2.02 / lambda });
    const threshold = { ...one.scalars.threshold!, stderr: (0.05 * 2.02) / lambda };
    return { ...one, scalars: { ...one.scalars, threshold } };
  });
  const stability = only(runs);
  // Each η_max is known to 5 %, so the mean of ln η_max is known to ln 1.05 and no better.
  expect(stability.interval![0]).toBeCloseTo(1.01 / 1.05, 9);
  expect(stability.interval![1]).toBeCloseTo(1.01 * 1.05, 9);
  expect(stability.sentence).toContain('cannot be told from 2/λ₀');
});
