import { describe, expect, test } from 'vitest';
import { type Rng, rng } from '../../../src/core/random.ts';
import { largestRise } from '../../../src/probes/flatness/ascent.ts';
import type { LossFunction } from '../../../src/probes/flatness/loss-at.ts';
import { ball, box } from '../../../src/probes/flatness/region.ts';
import { ballSharpness, boxSharpness } from '../../../src/probes/flatness/sam-sharpness.ts';
import { type Matrix, product, withSpectrum } from '../../support/dense-matrices.ts';
import { expectNear } from '../../support/expect-near.ts';
import { jacobiEigenvalues } from '../../support/jacobi-eigenvalues.ts';

const dot = (x: ArrayLike<number>, y: ArrayLike<number>) =>
  Array.from(x).reduce((sum, xi, i) => sum + xi * y[i]!, 0);

/** A loss given by its value and gradient. */
const surfaceOf = (
  value: (x: Float64Array) => number,
  slope: (x: Float64Array) => Float64Array,
): LossFunction => ({
  dim: Number.NaN,
  value,
  gradient: (x) => ({ value: value(x), gradient: slope(x) }),
  dispose() {},
});

/** c + bᵀx + ½ xᵀA x */
const quadratic = (A: Matrix, b: Float64Array = new Float64Array(A.length), c = 0): LossFunction =>
  surfaceOf(
    (x) => c + dot(b, x) + dot(x, product(A, x)) / 2,
    (x) => product(A, x).map((ax, i) => ax + b[i]!),
  );

const options = (random: Rng = rng(1), tolerance = 1e-6) => ({
  steps: 400,
  restarts: 4,
  tolerance,
  random,
});

const d = 6;
const A = withSpectrum([9, 4, 2, 1, 0.5, 0.1], rng(5));
const indefinite = withSpectrum([7, 3, 1, -1, -3, -6], rng(6));
const zero = new Float64Array(d);
const some = Float64Array.of(0.3, -2, 0.7, 1.1, -0.4, 0.05);

describe('the largest rise over a ball', () => {
  test('is ½ ρ² λ at a minimum of a quadratic', () => {
    const { largest, firstOrder } = ballSharpness(quadratic(A), zero, {
      radius: 0.3,
      scaling: 'euclidean',
      ...options(),
    });
    expectNear(largest.value, 0.5 * 0.09 * 9, { rtol: 1e-5 });
    expect(largest.converged).toBe(true);
    expect(largest.stderr).toBeLessThan(1e-4 * largest.value);
    // There is no first-order step where there is no slope.
    expect(firstOrder.value).toBe(0);
  });

  test.each([
    ['convex', A],
    ['indefinite', indefinite],
  ])('is the solution of the trust-region problem off a minimum: %s', (_, H) => {
    const b = rng(8)
      .normals(d)
      .map((z) => 0.4 * z);
    const radius = 0.5;
    const { largest } = ballSharpness(quadratic(H, b, 1), zero, {
      radius,
      scaling: 'euclidean',
      ...options(),
    });
    // On the sphere y = (μI − H)⁻¹ b with μ > λ; ‖y‖ falls in μ, so bisection finds it.
    const y = (mu: number) =>
      solve(
        H.map((row, i) => row.map((h, j) => (i === j ? mu : 0) - h)),
        b,
      );
    let [low, high] = [jacobiEigenvalues(H).at(-1)! + 1e-9, 1e4];
    for (let k = 0; k < 200; k++) {
      const mu = (low + high) / 2;
      if (Math.sqrt(dot(y(mu), y(mu))) > radius) low = mu;
      else high = mu;
    }
    const top = y(low);
    expectNear(largest.value, dot(b, top) + dot(top, product(H, top)) / 2, { rtol: 1e-5 });
    expect(largest.converged).toBe(true);
  });

  test('with adaptive scaling is ½ ρ² λ(T H T) at a stationary point', () => {
    const b = product(A, some).map((x) => -x);
    const { largest } = ballSharpness(quadratic(A, b), some, {
      radius: 0.2,
      scaling: 'adaptive',
      ...options(),
    });
    const THT = A.map((row, i) => row.map((a, j) => Math.abs(some[i]! * some[j]!) * a));
    expectNear(largest.value, 0.5 * 0.04 * jacobiEigenvalues(THT).at(-1)!, { rtol: 1e-5 });
    expect(largest.converged).toBe(true);
  });

  test('is ρ ‖T b‖ for a linear loss, which the first step reaches', () => {
    const b = Float64Array.of(3, -4, 0.5, 1, 2, -1);
    const flat = A.map((row) => row.map(() => 0));
    for (const [scaling, size] of [
      ['euclidean', Math.sqrt(dot(b, b))],
      ['adaptive', Math.hypot(...b.map((bi, i) => bi * some[i]!))],
    ] as const) {
      const { firstOrder, largest } = ballSharpness(quadratic(flat, b), some, {
        radius: 0.7,
        scaling,
        ...options(),
      });
      expectNear(firstOrder.value, 0.7 * size, { rtol: 1e-12 });
      expectNear(largest.value, 0.7 * size, { rtol: 1e-12 });
      expect(largest.stderr).toBeLessThan(1e-9);
      // Each of four starts, one step, and the start again for the first-order value.
      expect(largest.cost.gradients).toBe(8);
    }
  });

  test('inside the ball is found where the loss is concave, and the gap bounds what is missing', () => {
    const top = Float64Array.of(0.1, 0.05, -0.1, 0, 0.02, 0.1);
    const concave = quadratic(
      A.map((row) => row.map((a) => -a)),
      product(A, top),
    );
    const exact = dot(top, product(A, top)) / 2;
    for (const steps of [1, 5, 400]) {
      const { rise } = largestRise(
        concave,
        zero,
        ball(
          zero.map(() => 1),
          1,
        ),
        {
          ...options(rng(1), 1e-3),
          steps,
        },
      );
      expect(rise.value).toBeLessThanOrEqual(exact + 1e-12);
      expect(rise.value + rise.stderr).toBeGreaterThanOrEqual(exact);
      if (steps === 400) expectNear(rise.value, exact, { rtol: 1e-3 });
      expect(rise.converged).toBe(steps === 400);
    }
  });
});

describe('ε-sharpness', () => {
  test('is that of the corner for a convex separable loss, in per cent of 1 + L', () => {
    const h = [5, 1, 0.2, 3, 2, 0.5];
    const H = h.map((hi, i) => Float64Array.from(h, (_, j) => (i === j ? hi : 0)));
    const x = some;
    const at = quadratic(H);
    const sharp = boxSharpness(at, x, { epsilon: 0.1, ...options() });
    const widths = x.map((xi) => 0.1 * (Math.abs(xi) + 1));
    // The corner on the far side of each coordinate.
    const rise = h.reduce((sum, hi, i) => {
      const reach = Math.abs(x[i]!) + widths[i]!;
      return sum + (hi * (reach ** 2 - x[i]! ** 2)) / 2;
    }, 0);
    expectNear(sharp.value, (100 * rise) / (1 + at.value(x)), { rtol: 1e-9 });
  });

  test('leaves coordinates of negative curvature where they are best, inside the box', () => {
    const h = [2, -3, 1];
    const H = h.map((hi, i) => Float64Array.from(h, (_, j) => (i === j ? hi : 0)));
    const x = Float64Array.of(0, 0.05, 0);
    const sharp = boxSharpness(quadratic(H), x, { epsilon: 0.1, ...options(rng(2), 1e-4) });
    const base = (-3 * 0.05 ** 2) / 2;
    expectNear(sharp.value, (100 * ((2 * 0.01) / 2 + (1 * 0.01) / 2 - base)) / (1 + base), {
      rtol: 1e-3,
    });
  });
});

// Two hills of different height at either side, so that an ascent from 0 alone finds the lower one.
const hills = surfaceOf(
  ([x, y]) =>
    Math.exp(-4 * ((x! - 0.5) ** 2 + y! ** 2)) +
    1.4 * Math.exp(-4 * ((x! + 0.7) ** 2 + (y! - 0.2) ** 2)),
  ([x, y]) => {
    const a = Math.exp(-4 * ((x! - 0.5) ** 2 + y! ** 2));
    const b = 1.4 * Math.exp(-4 * ((x! + 0.7) ** 2 + (y! - 0.2) ** 2));
    return Float64Array.of(-8 * (a * (x! - 0.5) + b * (x! + 0.7)), -8 * (a * y! + b * (y! - 0.2)));
  },
);

describe.each([
  ['a disc', ball(Float64Array.of(1, 1), 0.9), (x: number, y: number) => Math.hypot(x, y) <= 0.9],
  [
    'a box',
    box(Float64Array.of(0.6, 0.8), 1),
    (x: number, y: number) => Math.abs(x) <= 0.6 && Math.abs(y) <= 0.8,
  ],
  [
    'an ellipse',
    ball(Float64Array.of(0.95, 0.3), 1),
    (x: number, y: number) => Math.hypot(x / 0.95, y / 0.3) <= 1,
  ],
] as const)('two hills over %s', (_, region, inside) => {
  const x = Float64Array.of(0.1, -0.1);
  const base = hills.value(x);
  let brute = Number.NEGATIVE_INFINITY;
  for (let i = -500; i <= 500; i++)
    for (let j = -500; j <= 500; j++) {
      const [a, b] = [i / 500, j / 500];
      if (inside(a, b))
        brute = Math.max(brute, hills.value(Float64Array.of(x[0]! + a, x[1]! + b)) - base);
    }
  const found = (seed: number, restarts = 12) =>
    largestRise(hills, x, region, { steps: 200, restarts, tolerance: 1e-3, random: rng(seed) })
      .rise;

  test('is what a million points find', () => {
    // A step of 1/500 along slopes of at most 3.
    expectNear(found(1).value, brute, { atol: 6e-3 });
    expect(found(1).converged).toBe(true);
  });

  test('the spread over starts shows that there are two summits', () => {
    expect(found(1).stderr).toBeGreaterThan(0.05);
  });

  test('a summit found by one of two starts alone is not converged', () => {
    const pairs = Array.from({ length: 20 }, (_, seed) => found(seed, 2));
    const apart = pairs.filter(({ stderr }) => stderr > 0.05);
    expect(apart.length).toBeGreaterThan(0);
    expect(apart.length).toBeLessThan(20);
    expect(apart.every(({ converged }) => !converged)).toBe(true);
  });

  test('the same seed finds the same number, another seed the same summit', () => {
    expect(found(3).value).toBe(found(3).value);
    expectNear(found(4).value, found(3).value, { rtol: 2e-3 });
  });
});

describe('the ascent', () => {
  const region = ball(
    zero.map(() => 1),
    0.1,
  );

  test('reaches its tolerance where many summits are almost as high as the first', () => {
    const crowded = withSpectrum(
      [1, ...Array.from({ length: 29 }, (_, i) => 0.9 - 0.01 * i)],
      rng(4),
    );
    const start = new Float64Array(30);
    const around = ball(
      start.map(() => 1),
      0.1,
    );
    for (let seed = 0; seed < 20; seed++) {
      const { rise } = largestRise(quadratic(crowded), start, around, {
        steps: 200,
        restarts: 3,
        tolerance: 0.02,
        random: rng(seed),
      });
      expect(rise.converged).toBe(true);
      expectNear(rise.value, 0.005, { rtol: 0.02 });
    }
  });

  test('is not converged where the steps run out', () => {
    const slow = withSpectrum([1, 0.99, 0.98, 0.97, 0.1, 0], rng(3));
    const { rise } = largestRise(quadratic(slow), zero, region, { ...options(), steps: 1 });
    expect(rise.converged).toBe(false);
    // At 0 there is no slope: all four start elsewhere and take one step.
    expect(rise.cost.gradients).toBe(1 + 4 * 2);
  });

  test('is not a number, nor converged, where the loss is not finite', () => {
    for (const bad of [Number.NaN, Number.POSITIVE_INFINITY]) {
      const broken = surfaceOf(
        () => bad,
        (x) => x.map(() => bad),
      );
      const { rise } = largestRise(broken, zero, region, options());
      expect(rise.value).toBeNaN();
      expect(rise.converged).toBe(false);
      const { firstOrder } = ballSharpness(broken, zero, {
        radius: 1,
        scaling: 'euclidean',
        ...options(),
      });
      expect(firstOrder.converged).toBe(false);
    }
  });

  test('throws where it is misused', () => {
    const at = quadratic(A);
    expect(() => largestRise(at, zero, region, { ...options(), steps: 0 })).toThrow(/steps/);
    expect(() => largestRise(at, zero, region, { ...options(), restarts: 1 })).toThrow(/restarts/);
    expect(() => largestRise(at, zero, region, { ...options(), tolerance: 0 })).toThrow(
      /tolerance/,
    );
    expect(() => boxSharpness(at, zero, { epsilon: 0, ...options() })).toThrow(/epsilon/);
    expect(() =>
      ballSharpness(at, zero, { radius: Number.NaN, scaling: 'adaptive', ...options() }),
    ).toThrow(/radius/);
  });
});

/** A⁻¹ b by Gaussian elimination with pivoting. */
function solve(matrix: Matrix, b: ArrayLike<number>): Float64Array {
  const rows = matrix.map((row, i) => [...row, b[i]!]);
  const n = rows.length;
  for (let k = 0; k < n; k++) {
    const pivot = rows.reduce(
      (best, row, i) => (i >= k && Math.abs(row[k]!) > Math.abs(rows[best]![k]!) ? i : best),
      k,
    );
    [rows[k], rows[pivot]] = [rows[pivot]!, rows[k]!];
    for (let i = k + 1; i < n; i++) {
      const f = rows[i]![k]! / rows[k]![k]!;
      for (let j = k; j <= n; j++) rows[i]![j]! -= f * rows[k]![j]!;
    }
  }
  const x = new Float64Array(n);
  for (let i = n - 1; i >= 0; i--) {
    let rest = rows[i]![n]!;
    for (let j = i + 1; j < n; j++) rest -= rows[i]![j]! * x[j]!;
    x[i] = rest / rows[i]![i]!;
  }
  return x;
}
