import { describe, expect, test } from 'vitest';
import { rng } from '../../src/core/random.ts';
import { bcaInterval, percentileInterval } from '../../src/stats/bootstrap.ts';
import { mean, median } from '../../src/stats/summary.ts';
import { expectNear } from '../support/expect-near.ts';

// Efron & Tibshirani 1993, table 14.1: the spatial test data, task A.
const spatial = [
  48, 36, 20, 29, 42, 42, 20, 42, 22, 41, 45, 14, 6, 0, 33, 28, 34, 4, 32, 24, 47, 41, 24, 26, 30,
  41,
];
const plugInVariance = (xs: readonly number[]) => {
  const centre = mean(xs);
  return mean(xs.map((x) => (x - centre) ** 2));
};

describe('on the spatial test data, the 90 % interval of the variance', () => {
  const options = { level: 0.9, resamples: 20_000 };
  // Published ends come from 2000 resamples: √(p (1 − p) / 2000) / density is about 2 at the lower and
  // 3 at the upper end; tolerances are two to three of these.
  test('by percentiles is the published [100.8, 233.9]', () => {
    expectNear(plugInVariance(spatial), 171.5, { atol: 0.05 }); // as printed: the data are theirs
    const [low, high] = percentileInterval(spatial, plugInVariance, rng(1), options);
    expectNear(low, 100.8, { atol: 5 });
    expectNear(high, 233.9, { atol: 5 });
  });

  test('by BCa is the published [115.8, 259.6]', () => {
    const [low, high] = bcaInterval(spatial, plugInVariance, rng(1), options);
    expectNear(low, 115.8, { atol: 5 });
    expectNear(high, 259.6, { atol: 8 });
  });
});

test('percentiles of the mean of a large sample are its normal interval', () => {
  const xs = [...rng(2).normals(400)];
  const [low, high] = percentileInterval(xs, mean, rng(3), { resamples: 4000 });
  const reach = 1.959964 * Math.sqrt(plugInVariance(xs) / 400);
  // Monte Carlo error of a 2.5 % quantile: √(p (1 − p) / 4000) / φ(1.96) = 0.042 standard errors.
  const atol = (4 * 0.042 * reach) / 1.96;
  expectNear(low, mean(xs) - reach, { atol });
  expectNear(high, mean(xs) + reach, { atol });
});

test('BCa covers the mean of exponential data nearly as often as it says, and more than percentiles', () => {
  const [stream, trials] = [rng(4).fork('exponential'), 400];
  const covered = { bca: 0, percentile: 0 };
  for (let trial = 0; trial < trials; trial++) {
    const xs = [...stream.uniforms(20)].map((u) => -Math.log1p(-u));
    const resample = stream.fork('resample', trial);
    const [low, high] = bcaInterval(xs, mean, resample, { resamples: 400 });
    const [left, right] = percentileInterval(xs, mean, stream.fork('resample', trial), {
      resamples: 400,
    });
    if (low <= 1 && 1 <= high) covered.bca++;
    if (left <= 1 && 1 <= right) covered.percentile++;
  }
  // Second-order accurate, not exact: at most a few points below 95 %; three binomial deviations more.
  expectNear(covered.bca / trials, 0.93, { atol: 0.02 + 3 * Math.sqrt((0.93 * 0.07) / trials) });
  expect(covered.bca).toBeGreaterThanOrEqual(covered.percentile);
});

describe.each([
  ['percentileInterval', percentileInterval],
  ['bcaInterval', bcaInterval],
] as const)('%s', (_, interval) => {
  test('depends on the stream alone', () => {
    const at = (seed: number) => interval(spatial, median, rng(seed), { resamples: 50 });
    expect(at(5)).toEqual(at(5));
    expect(interval(spatial, mean, rng(5), { resamples: 50 })).not.toEqual(
      interval(spatial, mean, rng(6), { resamples: 50 }),
    );
  });

  test('of a constant sample is a point', () => {
    expect(interval([2, 2, 2], mean, rng(7))).toEqual([2, 2]);
  });

  test('leaves out resamples where the statistic is NaN', () => {
    const ratio = (xs: readonly number[]) => (xs.every((x) => x === xs[0]) ? Number.NaN : mean(xs));
    const [low, high] = interval([1, 2, 3], ratio, rng(8));
    expect(low).toBeGreaterThan(1);
    expect(high).toBeLessThan(3);
    expect(interval([1, 2], () => Number.NaN, rng(9))).toEqual([Number.NaN, Number.NaN]);
  });

  test('refuses an empty sample, no resamples and a level outside (0, 1)', () => {
    expect(() => interval([], mean, rng(0))).toThrow(
      'invalid sample size; not an integer in [1, 2⁵³): 0',
    );
    expect(() => interval([1], mean, rng(0), { resamples: 0 })).toThrow(
      'invalid resamples; not an integer in [1, 2⁵³): 0',
    );
    expect(() => interval([1], mean, rng(0), { level: 95 })).toThrow(
      'invalid level; not in (0, 1): 95',
    );
  });
});
