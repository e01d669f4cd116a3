import { describe, expect, test } from 'vitest';
import { rng } from '../../../src/core/random.ts';
import {
  averageSharpness,
  secondOrderAverage,
} from '../../../src/probes/flatness/expected-sharpness.ts';
import type { Scaling } from '../../../src/probes/flatness/region.ts';
import { summary } from '../../../src/stats/summary.ts';
import {
  diagonal,
  operatorOf,
  product,
  traceOf,
  withSpectrum,
} from '../../support/dense-matrices.ts';
import { expectNear } from '../../support/expect-near.ts';

const A = withSpectrum([9, 4, 2, 1, 0.5, -0.1], rng(5));
const x = Float64Array.of(0.3, -2, 0.7, 1.1, -0.4, 0.05);
const dot = (u: ArrayLike<number>, v: ArrayLike<number>) =>
  Array.from(u).reduce((sum, ui, i) => sum + ui * v[i]!, 0);
const quadratic = { value: (y: Float64Array) => dot(y, product(A, y)) / 2 + 3 * y[0]! + 1 };

const options = (seed: number, scaling: Scaling = 'euclidean', relativeError = 0.05) => ({
  sigma: 0.2,
  scaling,
  relativeError,
  maxPairs: 5000,
  random: rng(seed),
});

describe('the mean rise under normal noise', () => {
  test.each(['euclidean', 'adaptive'] as const)(
    'of a quadratic is ½ σ² tr(T H T), which the interval holds for 180 to 198 of 200 seeds: %s',
    (scaling) => {
      const T = scaling === 'adaptive' ? x.map(Math.abs) : x.map(() => 1);
      const exact = (0.04 / 2) * A.reduce((sum, row, i) => sum + row[i]! * T[i]! ** 2, 0);
      const estimates = Array.from({ length: 200 }, (_, seed) =>
        averageSharpness(quadratic, x, options(seed, scaling)),
      );
      const hits = estimates.filter((e) => e.interval![0] <= exact && exact <= e.interval![1]);
      expect(hits.length).toBeGreaterThanOrEqual(180);
      expect(hits.length).toBeLessThanOrEqual(198);
      const { mean, stderr } = summary(estimates.map((e) => e.value));
      expect(Math.abs(mean - exact)).toBeLessThan(3 * stderr);
      expect(stderr).toBeLessThan(0.01 * exact);
      expect(estimates.every((e) => e.converged && e.stderr <= 0.05 * e.value)).toBe(true);
    },
  );

  test('of a quartic holds all orders: E (x + σz)⁴ − x⁴ = 6 x² σ² + 3 σ⁴', () => {
    const quartic = { value: (y: Float64Array) => y.reduce((sum, yi) => sum + yi ** 4, 0) };
    const sigma = 0.7;
    const exact = x.reduce((sum, xi) => sum + 6 * xi ** 2 * sigma ** 2 + 3 * sigma ** 4, 0);
    const rise = averageSharpness(quartic, x, {
      ...options(1, 'euclidean', 0.01),
      maxPairs: 40000,
      sigma,
    });
    expect(rise.converged).toBe(true);
    expectNear(rise.value, exact, { atol: 4 * rise.stderr });
    // Nor is the second order enough there.
    expect(Math.abs(6 * dot(x, x) * sigma ** 2 - exact)).toBeGreaterThan(10 * rise.stderr);
  });

  test('of a linear loss is 0 to round-off in every pair', () => {
    const linear = { value: (y: Float64Array) => 5 * y[0]! - 2 * y[3]! };
    const rise = averageSharpness(linear, x, { ...options(1), maxPairs: 40 });
    expect(Math.abs(rise.value)).toBeLessThan(1e-14);
    expect(rise.stderr).toBeLessThan(1e-14);
  });

  test('costs a third of a gradient for each pass, and stops where it must', () => {
    const capped = averageSharpness(quadratic, x, {
      ...options(1, 'euclidean', 1e-6),
      maxPairs: 40,
    });
    expect(capped.converged).toBe(false);
    expect(capped.cost.gradients).toBe(Math.ceil((1 + 2 * 40) / 3));
    const few = averageSharpness(quadratic, x, { ...options(1, 'euclidean', 1e6), maxPairs: 31 });
    expect(few.converged).toBe(false);
    let calls = 0;
    const nowhere = () => {
      calls++;
      return Number.NaN;
    };
    const broken = averageSharpness({ value: nowhere }, x, options(1));
    expect(broken.value).toBeNaN();
    expect(broken.converged).toBe(false);
    expect(calls).toBe(65);
  });

  test('throws where it is misused', () => {
    for (const [key, value] of [
      ['sigma', 0],
      ['relativeError', Number.NaN],
      ['maxPairs', 1],
    ] as const)
      expect(() => averageSharpness(quadratic, x, { ...options(1), [key]: value })).toThrow(key);
  });
});

describe('its second order', () => {
  const given = { sigma: 0.3, relativeError: 0.02, maxProbes: 4000, random: rng(2) };

  test('is ½ σ² tr H, or ½ σ² Σ xᵢ² Hᵢᵢ with adaptive scaling', () => {
    const plain = secondOrderAverage(operatorOf(A), x, { ...given, scaling: 'euclidean' });
    expectNear(plain.value, 0.045 * traceOf(A), { atol: 4 * plain.stderr });
    expect(plain.converged).toBe(true);
    const adaptive = secondOrderAverage(operatorOf(A), x, { ...given, scaling: 'adaptive' });
    const exact = A.reduce((sum, row, i) => sum + row[i]! * x[i]! ** 2, 0);
    expectNear(adaptive.value, 0.045 * exact, { atol: 4 * adaptive.stderr });
    expect(adaptive.stderr).toBeLessThan(0.02 * Math.abs(adaptive.value) * (1 + 1e-12));
  });

  test('is exact for a diagonal Hessian, and uses forms where they are cheaper', () => {
    const h = [3, 1, 4, 1, 5, 9];
    const H = operatorOf(diagonal(h));
    const exact = 0.045 * h.reduce((sum, hi, i) => sum + hi * x[i]! ** 2, 0);
    const forms = (vs: readonly Float32Array[]) => vs.map((v) => dot(v, product(diagonal(h), v)));
    for (const operator of [H, { ...H, forms }]) {
      const { value, interval } = secondOrderAverage(operator, x, {
        ...given,
        scaling: 'adaptive',
      });
      expectNear(value, exact, { rtol: 1e-6 });
      expectNear(interval![0], exact, { rtol: 1e-6 });
    }
    expect(H.calls()).toBe(32);
  });
});
