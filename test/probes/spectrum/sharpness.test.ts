import { describe, expect, test } from 'vitest';
import { rng } from '../../../src/core/random.ts';
import { type SharpnessOptions, sharpness } from '../../../src/probes/spectrum/sharpness.ts';
import {
  diagonal,
  largestEntry,
  type Matrix,
  operatorOf,
  withSpectrum,
} from '../../support/dense-matrices.ts';
import { expectNear } from '../../support/expect-near.ts';

const options: SharpnessOptions = { tolerance: 1e-3, maxIterations: 200, random: rng(1) };
const of = (A: Matrix, more: Partial<SharpnessOptions> = {}) =>
  sharpness(operatorOf(A), { ...options, ...more });

const bulk = [...rng(2).normals(60)].map((x) => 0.1 * x);
const spectra = [
  { name: 'an outlier above a bulk', spectrum: [...bulk, 1] },
  { name: 'a more negative eigenvalue below', spectrum: [-10, ...bulk, 3] },
  { name: 'negative definite', spectrum: [-1, -2, -3, -4, -5, -100] },
  { name: 'a multiple top eigenvalue', spectrum: [...bulk, 2, 2, 2] },
  { name: 'a cluster within the tolerance', spectrum: [...bulk, 1, 0.9995, 0.9999] },
  { name: 'two 1 % apart', spectrum: [...bulk, 1, 0.99] },
  { name: 'rank one', spectrum: [...bulk.map(() => 0), 5] },
  { name: 'rank one, negative', spectrum: [...bulk.map(() => 0), -5] },
  { name: 'the identity', spectrum: bulk.map(() => 1) },
  { name: 'of size 1e-12', spectrum: [...bulk, 1].map((x) => 1e-12 * x) },
  { name: 'of size 1e12', spectrum: [...bulk, 1].map((x) => 1e12 * x) },
  { name: '1 × 1', spectrum: [0.3] },
  { name: '1 × 1, negative', spectrum: [-0.3] },
  { name: '2 × 2', spectrum: [-1, 1] },
];

describe.each(spectra)('on a matrix with a known spectrum, $name', ({ spectrum }) => {
  const A = withSpectrum(spectrum, rng(3));
  const truth = Math.max(...spectrum);
  const norm = Math.max(...spectrum.map(Math.abs));

  test('λ is the largest algebraic eigenvalue to 1e-3, for every seed', () => {
    for (let seed = 0; seed < 20; seed++) {
      const { value, converged } = of(A, { random: rng(seed) });
      // λ = 0 can only be found to round-off, 1e-12 ‖A‖.
      expectNear(value, truth, { rtol: 1e-3, atol: 1e-12 * norm });
      expect(converged).toBe(true);
    }
  });

  test('the interval contains an eigenvalue', () => {
    for (const maxIterations of [1, 2, 5, 10, 200]) {
      const { interval, value, stderr } = of(A, { maxIterations });
      expect(interval).toEqual([value - stderr, value + stderr]);
      // Round-off of a rotated spectrum: 1e-14 ‖A‖.
      const near = spectrum.some(
        (x) => interval![0] - 1e-14 * norm <= x && x <= interval![1] + 1e-14 * norm,
      );
      expect(near).toBe(true);
    }
  });

  test('the cost is the products made', () => {
    for (const maxIterations of [1, 3, 10, 200]) {
      const operator = operatorOf(A);
      const { cost } = sharpness(operator, { ...options, maxIterations });
      expect(cost.hvps).toBe(operator.calls());
      expect(cost.hvps).toBeLessThanOrEqual(Math.min(maxIterations, spectrum.length) + 1);
      expect(cost.gradients).toBe(0);
    }
  });
});

describe('which eigenvalue', () => {
  test('is the top one for diag(−10, 3, 1, …), not the largest in magnitude', () => {
    const { value } = of(diagonal([-10, 3, 1, 1, 0.5, 0]));
    expectNear(value, 3, { rtol: 1e-12 });
  });

  test('is not missed for the second one, 0.2–5 % below it, by more than 1 start in 100', () => {
    // Stopping at the first small residual missed it in 10, 5, 2 and 1 % of 300 starts.
    const wide = [...rng(9).normals(998)].map((x) => 0.1 * x);
    let missed = 0;
    for (const gap of [0.002, 0.01, 0.05])
      for (let seed = 0; seed < 100; seed++) {
        const spectrum = [...wide, 1, 1 - gap];
        const matvec = (v: ArrayLike<number>) => Float64Array.from(spectrum, (x, i) => x * v[i]!);
        const operator = { dim: spectrum.length, matvec, dispose() {} };
        const { value } = sharpness(operator, { ...options, random: rng(seed) });
        if (value < 1 - 1e-3) missed++;
      }
    expect(missed).toBeLessThanOrEqual(3);
  });
});

describe('convergence', () => {
  // Eigenvalues cos θ thicken towards 1, the slowest case for Lanczos.
  const crowded = diagonal(Array.from({ length: 200 }, (_, k) => Math.cos((k * Math.PI) / 200)));

  test('is false where maxIterations is too small, and the value is then too low', () => {
    for (const maxIterations of [1, 5, 9]) {
      const { converged, value, cost } = of(crowded, { maxIterations });
      expect(converged).toBe(false);
      expect(value).toBeLessThan(1);
      expect(cost.hvps).toBe(maxIterations + 1);
    }
  });

  test('is false where the residual is small but there was no room to confirm it', () => {
    const A = diagonal([...bulk, 1]);
    const free = of(A);
    const tight = of(A, { maxIterations: free.cost.hvps - 2 });
    expect(tight.stderr).toBeLessThan(1e-3);
    expect(tight.converged).toBe(false);
    expect(free.converged).toBe(true);
  });

  test('means a residual of at most tolerance · |λ|', () => {
    for (const tolerance of [0.1, 1e-2, 1e-4, 1e-8]) {
      const { value, stderr, converged } = of(crowded, { tolerance });
      expect(converged).toBe(true);
      expect(stderr).toBeLessThanOrEqual(tolerance * value);
    }
  });

  test('costs more products for a smaller tolerance', () => {
    const cost = (tolerance: number) => of(crowded, { tolerance }).cost.hvps;
    expect(cost(1e-6)).toBeGreaterThan(cost(1e-2));
  });

  test('is reached by the whole space at the latest', () => {
    const { converged, cost } = of(diagonal([1, 2, 3, 4, 5]), { tolerance: 1e-10 });
    expect(converged).toBe(true);
    expect(cost.hvps).toBe(6);
  });
});

describe('edge cases of the sharpness', () => {
  const same = { value: 0, stderr: 0, interval: [0, 0], converged: true };

  test.each([1, 2, 30])('the zero operator of size %d has sharpness 0, exactly', (n) => {
    const { value, stderr, interval, converged } = of(diagonal(new Array<number>(n).fill(0)));
    // −0 and 0 are the same number; toEqual tells them apart.
    const [low, high] = interval!;
    expect({ value: value + 0, stderr, interval: [low + 0, high + 0], converged }).toEqual(same);
  });

  test('λ = 0 above nothing but negative curvature is found to round-off', () => {
    const A = withSpectrum([-3, -2, -1, -0.5, 0], rng(4));
    const { value, converged } = of(A);
    expectNear(value, 0, { atol: 1e-13 * largestEntry(A) });
    expect(converged).toBe(true);
  });

  test('an operator that is not finite gives NaN, not converged, after one product', () => {
    for (const bad of [Number.NaN, Number.POSITIVE_INFINITY]) {
      const { value, stderr, converged, cost } = of(diagonal([1, bad, 2]));
      expect(value).toBeNaN();
      expect(stderr).toBe(Number.POSITIVE_INFINITY);
      expect(converged).toBe(false);
      expect(cost.hvps).toBe(1);
    }
  });

  test.each([1, 2, 9])('an operator of size %d may return the array that it was given', (dim) => {
    const matvec = (v: Float64Array | Float32Array) => v as Float64Array;
    const { value, stderr, converged } = sharpness({ dim, matvec, dispose() {} }, options);
    expectNear(value, 1, { rtol: 1e-14 });
    expectNear(stderr, 0, { atol: 1.1e-12 });
    expect(converged).toBe(true);
  });

  test('refuses a tolerance not in (0, ∞) and fewer than 1 iteration', () => {
    const A = diagonal([1]);
    for (const tolerance of [0, -1e-3, Number.NaN, Number.POSITIVE_INFINITY])
      expect(() => of(A, { tolerance })).toThrow(`invalid tolerance; not in (0, ∞): ${tolerance}`);
    for (const maxIterations of [0, -1, 1.5, Number.NaN])
      expect(() => of(A, { maxIterations })).toThrow(
        `invalid maxIterations; not an integer in [1, 2⁵³): ${maxIterations}`,
      );
  });
});
