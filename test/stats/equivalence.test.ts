import { describe, expect, test } from 'vitest';
import { rng } from '../../src/core/random.ts';
import { range } from '../../src/core/range.ts';
import { standing, withinShare } from '../../src/stats/equivalence.ts';
import { studentQuantile } from '../../src/stats/student.ts';
import { summary } from '../../src/stats/summary.ts';
import { expectNear } from '../support/expect-near.ts';

const margin = range(0.9, 1.1);

describe('standing', () => {
  test.each([
    ['tight and astride the reference', [0.98, 1.03], 'cannot tell', true],
    ['told from the reference and yet as good', [1.02, 1.05], 'above', true],
    ['below, and not inside the margin', [0.85, 0.95], 'below', false],
    ['wide: too few data', [0.5, 1.5], 'cannot tell', false],
    ['without ends', [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY], 'cannot tell', false],
    ['not a number', [Number.NaN, 1.05], 'cannot tell', false],
  ] as const)('of an interval %s', (_, interval, side, equivalent) => {
    expect(standing(interval, 1, margin)).toEqual({ side, equivalent });
  });

  test('is equivalent exactly where two one-sided t tests reject both edges', () => {
    const stream = rng(1);
    for (let trial = 0; trial < 200; trial++) {
      const { n, mean, stderr, interval } = summary(stream.normals(5).map((z) => 1 + 0.06 * z));
      const t = studentQuantile(0.975, n - 1);
      const both = (mean - 0.9) / stderr > t && (1.1 - mean) / stderr > t;
      expect(standing(interval, 1, margin).equivalent).toBe(both);
    }
  });

  test('calls what lies on the edge of the margin equivalent once in 40 times, and no more', () => {
    const [stream, trials] = [rng(2), 4000];
    let called = 0;
    for (let trial = 0; trial < trials; trial++) {
      const { interval } = summary(stream.normals(4).map((z) => 1.1 + 0.01 * z));
      if (standing(interval, 1, margin).equivalent) called++;
    }
    expectNear(called / trials, 0.025, { atol: 4 * Math.sqrt((0.025 * 0.975) / trials) });
  });

  test('refuses a margin beside its reference', () => {
    expect(() => standing([0, 1], 2, margin)).toThrow(
      'invalid margin; not about the reference 2: [0.9, 1.1]',
    );
  });
});

test('the margin of a ratio is the same both ways', () => {
  const { low, high } = withinShare(2, 0.05);
  expectNear(low, 2 / 1.05, { rtol: 1e-15 });
  expectNear(high, 2.1, { rtol: 1e-15 });
  expect(() => withinShare(1, 0)).toThrow('invalid share; not in (0, ∞): 0');
});
