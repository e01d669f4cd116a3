import { expect, test } from 'vitest';
import { rng } from '../../../src/core/random.ts';
import { ratioOfMeans } from '../../../src/stats/means/ratio.ts';
import { expectNear } from '../../support/expect-near.ts';

const drawn = (seed: number, n: number, ratio: number, level: number) => {
  const random = rng(seed);
  const [a, b] = [random.fork('a').normals(n), random.fork('b').normals(n)];
  const y = a.map((z) => level + z);
  // Correlated with y, so that leaving the covariance out would show.
  const x = b.map((z, i) => ratio * level + 1.5 * a[i]! + 0.5 * z);
  return { x, y };
};

test('is the ratio of the means, with the error of the delta method', () => {
  // x̄ = 4, ȳ = 2; residuals x − 2y are (−1, 1, 0, 0), of variance 2/3 and standard error √(2/12).
  const found = ratioOfMeans([1, 5, 4, 6], [1, 2, 2, 3]);
  expect(found.value).toBe(2);
  expectNear(found.stderr, Math.sqrt(2 / 12) / 2, { rtol: 1e-12 });
});

test('the ends of the interval solve (x̄ − ρȳ)² = t² Var(x̄ − ρȳ)', () => {
  const { x, y } = drawn(1, 30, 3, 2);
  const t = 2.0452296421327034; // scipy.stats.t.ppf(0.975, 29)
  for (const rho of ratioOfMeans(x, y).interval) {
    const d = x.map((xi, i) => xi - rho * y[i]!);
    const mean = d.reduce((s, z) => s + z, 0) / 30;
    const variance = d.reduce((s, z) => s + (z - mean) ** 2, 0) / 29 / 30;
    expectNear(mean ** 2, t ** 2 * variance, { rtol: 1e-9 });
  }
});

test.each([1.2, 4])(
  'the interval covers the ratio for 95 %% of normal samples: ȳ = %d',
  (level) => {
    const hits = Array.from({ length: 1000 }, (_, seed) => {
      const { x, y } = drawn(seed, 12, 3, level);
      const { interval } = ratioOfMeans(x, y);
      return interval[0] <= 3 && 3 <= interval[1];
    });
    const share = hits.filter(Boolean).length / 1000;
    // Exact for normal samples; three standard errors of 0.7 %. The unbounded ones among the first cover too.
    expect(share).toBeGreaterThan(0.929);
    expect(share).toBeLessThan(0.971);
  },
);

test('says nothing where the denominator cannot be told from 0, or of one observation', () => {
  const everything = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
  expect(ratioOfMeans([1, 2, 3], [-1, 0, 1.1]).interval).toEqual(everything);
  expect(ratioOfMeans([1], [2])).toEqual({ value: 0.5, stderr: Infinity, interval: everything });
  expect(() => ratioOfMeans([1], [2, 3])).toThrow('invalid pairs');
});
