import { describe, expect, test } from 'vitest';
import { rng } from '../../../src/core/random.ts';
import { skewedInterval } from '../../../src/stats/means/skewed-mean.ts';
import { summary } from '../../../src/stats/summary.ts';
import { expectNear } from '../../support/expect-near.ts';

const heavy = (seed: number, n: number) => rng(seed).normals(n).map(Math.exp);

/** T + G T²/(3√n) + G² T³/(27n) + G/(6√n) at μ, written out as in Hall 1992. */
function transformed(xs: Float64Array, mu: number): number {
  const n = xs.length;
  const { mean, sd } = summary(xs);
  const third = xs.reduce((sum, x) => sum + (x - mean) ** 3, 0) / n;
  const second = xs.reduce((sum, x) => sum + (x - mean) ** 2, 0) / n;
  const G = ((third / second ** 1.5) * Math.sqrt(n * (n - 1))) / (n - 2);
  const T = ((mean - mu) * Math.sqrt(n)) / sd;
  return (
    T + (G * T ** 2) / (3 * Math.sqrt(n)) + (G ** 2 * T ** 3) / (27 * n) + G / (6 * Math.sqrt(n))
  );
}

test('reaches on the side of the long tail to where Hall’s statistic is Student’s quantile, on the other as Student’s', () => {
  const t = 2.0452296421327034; // scipy.stats.t.ppf(0.975, 29)
  const xs = heavy(1, 30);
  const [low, high] = skewedInterval(xs);
  expectNear(transformed(xs, high), -t, { rtol: 1e-9 });
  expect(low).toBe(summary(xs).interval[0]);
  expect(high).toBeGreaterThan(summary(xs).interval[1]);
  const turned = skewedInterval(xs.map((x) => 3 - 2 * x));
  expectNear(turned[0], 3 - 2 * high, { rtol: 1e-12 });
  expectNear(turned[1], 3 - 2 * low, { rtol: 1e-12 });
});

test('is Student’s of a symmetric sample, and of too few values to be skewed', () => {
  for (const xs of [
    [-2, -1, 0, 1, 2],
    [1, 4],
    [5, 5, 5],
  ])
    expect(skewedInterval(xs)).toEqual(summary(xs).interval);
  expect(skewedInterval([7])).toEqual([Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY]);
  expect(skewedInterval([1, Number.NaN, 2]).every(Number.isNaN)).toBe(true);
  expect(() => skewedInterval([])).toThrow('invalid sample');
});

describe.each([
  ['exponential', 1, (z: Float64Array) => (z[0]! ** 2 + z[1]! ** 2) / 2],
  ['the square of a normal', 1, (z: Float64Array) => z[0]! ** 2],
  ['log-normal', Math.exp(0.5), (z: Float64Array) => Math.exp(z[0]!)],
  ['normal', 0, (z: Float64Array) => z[0]!],
] as const)('of values that are %s', (name, truth, of) => {
  test.each([32, 64])('it holds the mean in 92–99 %% of 1,000 samples of %d', (n) => {
    const hits = [0, 0];
    for (let seed = 0; seed < 1000; seed++) {
      const z = rng(seed)
        .fork(name)
        .normals(2 * n);
      const xs = Array.from({ length: n }, (_, i) => of(z.subarray(2 * i, 2 * i + 2)));
      for (const [k, [low, high]] of [skewedInterval(xs), summary(xs).interval].entries())
        hits[k]! += Number(low <= truth && truth <= high);
    }
    expect(hits[0]).toBeGreaterThanOrEqual(920);
    expect(hits[0]).toBeLessThanOrEqual(990);
    if (name === 'log-normal') expect(hits[1]).toBeLessThan(920);
  });
});
