import { describe, expect, test } from 'vitest';
import { rng } from '../../src/core/random.ts';
import { mean, median, standardError, summary, variance } from '../../src/stats/summary.ts';
import { expectNear } from '../support/expect-near.ts';

describe('mean and variance', () => {
  test('of 1 … n are (n + 1)/2 and n (n + 1)/12', () => {
    const xs = Float64Array.from({ length: 1000 }, (_, i) => i + 1);
    expect(mean(xs)).toBe(500.5);
    expectNear(variance(xs), (1000 * 1001) / 12, { rtol: 1e-14 });
    expectNear(standardError(xs), Math.sqrt(1001 / 12), { rtol: 1e-14 });
  });

  test('are the certified ones of NIST NumAcc4, which defeats one-pass formulas', () => {
    // 10000000.2, then 500 times 10000000.1 and 10000000.3: mean 10000000.2, s = 0.1 exactly.
    const xs = [10000000.2, ...Array(500).fill([10000000.1, 10000000.3]).flat()];
    expectNear(mean(xs), 10000000.2, { rtol: 1e-15 });
    // The data are stored to 2e-9, which limits s to about 1e-8 relative.
    expectNear(Math.sqrt(variance(xs)), 0.1, { rtol: 2e-8 });
  });

  test('carry ∞ and NaN through', () => {
    expect(mean([1, Infinity])).toBe(Infinity);
    expect(mean([1, Number.NaN])).toBeNaN();
  });
});

describe('median', () => {
  test.each([
    [[3], 3],
    [[3, 1, 2], 2],
    [[4, 1, 3, 2], 2.5],
    [[10, 9, 2], 9],
    [[1, Number.NaN, 2], Number.NaN],
  ])('of %j is %d', (xs, middle) => expect(median(xs)).toBe(middle));

  test('leaves its argument as it was', () => {
    const xs = [3, 1, 2];
    median(xs);
    expect(xs).toEqual([3, 1, 2]);
  });
});

describe('summary', () => {
  test('of 1, 2, 3 is 2 ± 0.577 with t = 4.303', () => {
    const s = summary([1, 2, 3]);
    expect([s.n, s.mean, s.sd]).toEqual([3, 2, 1]);
    expectNear(s.stderr, 1 / Math.sqrt(3), { rtol: 1e-15 });
    const t = 0.95 / Math.sqrt(2 * 0.975 * 0.025);
    expectNear(s.interval[0], 2 - t / Math.sqrt(3), { rtol: 1e-10 });
    expectNear(s.interval[1], 2 + t / Math.sqrt(3), { rtol: 1e-10 });
  });

  test('of one value knows nothing of its error', () => {
    expect(summary([7])).toEqual({
      n: 1,
      mean: 7,
      sd: Number.NaN,
      stderr: Infinity,
      interval: [-Infinity, Infinity],
    });
  });

  test.each([0.95, 0.5])('has an interval that covers the mean at its level, %d', (level) => {
    const [stream, trials] = [rng(1).fork('coverage'), 2000];
    let covered = 0;
    for (let trial = 0; trial < trials; trial++) {
      const [low, high] = summary(stream.normals(4), level).interval;
      if (low <= 0 && 0 <= high) covered++;
    }
    // Binomial: four standard deviations.
    expectNear(covered / trials, level, { atol: 4 * Math.sqrt((level * (1 - level)) / trials) });
  });
});

test.each([
  ['mean', mean],
  ['variance', variance],
  ['standardError', standardError],
  ['median', median],
  ['summary', summary],
] as const)('%s of nothing is refused', (_, statistic) => {
  expect(() => statistic([])).toThrow('invalid sample; not at least one value: empty');
});
