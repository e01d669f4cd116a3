import { expect, test } from 'vitest';
import { findingsOf } from '../../support/findings-of.ts';
import { run, sgd, spec } from '../../support/synthetic-runs.ts';

test('a power law in B is found with its exponent, and falls when B is mirrored', () => {
  const batches = [4, 16, 64];
  const runs = (power: number) =>
    [0, 1, 2].flatMap((seed) =>
      batches.map((b) =>
        run(spec(sgd(b), seed), { trace: 100 * b ** (power * (1 + 0.01 * seed)) }),
      ),
    );
  const rising = findingsOf(runs(0.25)).trends[0]!.evidence;
  // The three exponents are 0.25 × (1, 1.01, 1.02): their mean is 0.2525.
  expect(rising.slope.mean).toBeCloseTo(0.2525, 10);
  expect(rising.tau.mean).toBe(1);
  expect(rising.outcome).toBe('rises');
  expect(findingsOf(runs(-0.25)).trends[0]!.evidence.outcome).toBe('falls');
});
