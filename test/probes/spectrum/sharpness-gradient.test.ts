import { beforeAll, describe, expect, test } from 'vitest';
import { rng } from '../../../src/core/random.ts';
import { openEngine } from '../../../src/engine/backend.ts';
import type { Precision } from '../../../src/engine/program/compile.ts';
import { dot, norm } from '../../../src/linalg/float64.ts';
import { hessian } from '../../../src/probes/operators/hessian.ts';
import { sharpnessGradient } from '../../../src/probes/spectrum/sharpness-gradient.ts';
import { denseEigenvalues } from '../../support/dense-eigenvalues.ts';
import { type Matrix, product } from '../../support/dense-matrices.ts';
import { expectNear } from '../../support/expect-near.ts';
import { expectNoLeaks } from '../../support/expect-no-leaks.ts';
import { relativeError } from '../../support/networks-and-losses.ts';
import {
  denseHessian,
  descended,
  oracleAt,
  type Small,
  smallCnn,
  smallMlp,
  withProblem,
} from '../../support/small-network.ts';

beforeAll(async () => {
  await openEngine('native');
});
expectNoLeaks();

const moved = (theta: Float64Array, v: Float64Array, h: number) =>
  theta.map((x, i) => x + h * v[i]!);
const top = (small: Small, theta: Float64Array) =>
  denseEigenvalues(denseHessian(small, theta)).at(-1)!;

/** The unit eigenvector of the largest eigenvalue, by powers of the dense matrix moved to be positive. */
function topVector(H: Matrix): Float64Array {
  const values = denseEigenvalues(H);
  let u = rng(1).normals(H.length);
  for (let k = 0; k < 3000; k++) {
    const w = product(H, u).map((x, i) => x - values[0]! * u[i]!);
    const size = norm(w);
    u = w.map((x) => x / size);
  }
  return u;
}

/** ∇λ as the change of H u along u, by central differences of the oracle’s products, extrapolated once. */
function oracleGradient(small: Small, theta: Float64Array): Float64Array {
  const u = topVector(denseHessian(small, theta));
  const change = (h: number) => {
    const [plus, minus] = [h, -h].map((s) => oracleAt(small, moved(theta, u, s)).hvp(u));
    return plus!.map((x, i) => (x - minus![i]!) / (2 * h));
  };
  const [fine, coarse] = [change(5e-4), change(1e-3)];
  return fine.map((x, i) => (4 * x - coarse[i]!) / 3);
}

const measured = (
  small: Small,
  theta: Float64Array,
  precision: Precision,
  { tolerance = 0.03, maxProducts = 500, seed = 1 } = {},
) =>
  withProblem(small, theta, (objective, at) => {
    const H = hessian(objective, at, precision);
    const options = { tolerance, maxProducts, random: rng(seed) };
    const found = sharpnessGradient(objective, H, at, options, precision);
    H.dispose();
    return found;
  });

const smalls = [
  smallMlp('tanh', 'squared-error', 3),
  smallMlp('tanh', 'cross-entropy', 3),
  smallCnn('tanh', 'cross-entropy', 12),
];
const cases = smalls.flatMap((small) => {
  const theta = descended(small, 0.1, 30);
  return [{ name: small.name, small, theta, truth: oracleGradient(small, theta) }];
});

describe.each(cases)('the gradient of the sharpness of $name', ({ small, theta, truth }) => {
  test('is what dense eigenvalues change by, along random directions and down the loss', () => {
    const { vector, rate } = measured(small, theta, 'double', { tolerance: 1e-6 });
    const { gradient } = oracleAt(small, theta);
    const slope = (v: Float64Array) =>
      (top(small, moved(theta, v, 1e-4)) - top(small, moved(theta, v, -1e-4))) / 2e-4;
    const v = rng(4).normals(theta.length);
    const along = v.map((x) => x / norm(v));
    expectNear(dot(vector, along), slope(along), { atol: 1e-5 * norm(truth) });
    const down = gradient.map((x) => -x);
    expectNear(rate.value, slope(down), { atol: 1e-5 * norm(truth) * norm(gradient) });
  });

  test.each([
    ['double', 1e-6, 1e-6],
    ['double', 0.03, 0.03],
    ['single', 0.03, 0.03],
  ] as const)('in %s precision to %d is that of the oracle', (precision, tolerance, allowed) => {
    for (const seed of [1, 2, 3]) {
      const found = measured(small, theta, precision, { tolerance, seed });
      const error = relativeError(found.vector, truth);
      expect(error).toBeLessThan(allowed);
      const { norm: size, rate } = found;
      expect(size.converged && rate.converged).toBe(true);
      // Differences of the oracle are right to 1e-8.
      expect(error * norm(truth)).toBeLessThan(size.stderr + 1e-8 * norm(truth));
      expect(size.stderr).toBeLessThanOrEqual(tolerance * size.value);
      const { gradient } = oracleAt(small, theta);
      expect(Math.abs(rate.value + dot(truth, gradient))).toBeLessThan(
        rate.stderr + 1e-6 * norm(truth) * norm(gradient),
      );
    }
  });
});

test('a loose search says how loose it is: the error holds the distance for every seed and budget', () => {
  const { small, theta, truth } = cases[0]!;
  let [wide, held] = [0, 0];
  for (let seed = 0; seed < 40; seed++) {
    const found = measured(small, theta, 'double', {
      ...{ tolerance: 0.9, seed, maxProducts: 8 + (seed % 5) * 3 },
    });
    if (!Number.isFinite(found.norm.value)) continue;
    const error = norm(found.vector.map((x, i) => x - truth[i]!));
    if (error <= found.norm.stderr + 1e-7 * norm(truth)) held++;
    wide++;
  }
  expect(wide).toBeGreaterThan(20);
  expect(held).toBe(wide);
});

test('costs what it counts, and is not converged where the products run out', () => {
  const { small, theta } = cases[0]!;
  const { norm: size } = measured(small, theta, 'double');
  expect(size.cost.gradients).toBe(1);
  expect(size.cost.hvps).toBeGreaterThan(20);
  expect(size.cost.hvps).toBeLessThan(120);
  const short = measured(small, theta, 'double', { tolerance: 1e-6, maxProducts: 6 });
  expect(short.norm.converged).toBe(false);
});

test('has no value where the two largest eigenvalues are one', () => {
  // ½‖w‖² of two weights, with third derivatives that are 0.
  const { small, theta } = cases[0]!;
  withProblem(small, theta, (objective, at) => {
    const equal = {
      dim: theta.length,
      matvec: (v: ArrayLike<number>) => Float64Array.from(v, (x, i) => (i < 2 ? 3 * x : x)),
      dispose() {},
    };
    const options = { tolerance: 0.03, maxProducts: 300, random: rng(2) };
    const { norm: size, rate, vector } = sharpnessGradient(objective, equal, at, options, 'double');
    expect([size.value, rate.value, vector[0]]).toEqual([Number.NaN, Number.NaN, Number.NaN]);
    expect(size.converged || rate.converged).toBe(false);
  });
});
