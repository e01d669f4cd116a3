import { beforeAll, describe, expect, test } from 'vitest';
import { rng } from '../../../src/core/random.ts';
import { openEngine } from '../../../src/engine/backend.ts';
import { norm } from '../../../src/linalg/float64.ts';
import { hessian } from '../../../src/probes/operators/hessian.ts';
import { frobenius } from '../../../src/probes/trace/frobenius.ts';
import { summary, variance } from '../../../src/stats/summary.ts';
import {
  diagonal,
  type Matrix,
  operatorOf,
  randomSymmetric,
  withSpectrum,
} from '../../support/dense-matrices.ts';
import { expectNear } from '../../support/expect-near.ts';
import { expectNoLeaks } from '../../support/expect-no-leaks.ts';
import {
  denseHessian,
  descended,
  smallCnn,
  smallMlp,
  withProblem,
} from '../../support/small-network.ts';

beforeAll(async () => {
  await openEngine('native');
});
expectNoLeaks();

const exactly = (A: Matrix) => Math.sqrt(A.reduce((sum, row) => sum + norm(row) ** 2, 0));
const entropy = smallMlp('tanh', 'cross-entropy', 4);
const squaredError = smallMlp('tanh', 'squared-error', 4);
const matrices = [
  {
    name: `the Hessian of ${squaredError.name}`,
    A: denseHessian(squaredError, descended(squaredError, 0.1, 20)),
  },
  { name: `the Hessian of ${entropy.name}`, A: denseHessian(entropy, descended(entropy, 0.5, 60)) },
  { name: 'no eigenvalue that stands out', A: randomSymmetric(70, rng(1)) },
  {
    name: 'eigenvalues i^−0.5',
    A: withSpectrum(
      Array.from({ length: 80 }, (_, i) => (i + 1) ** -0.5),
      rng(2),
    ),
  },
];

describe.each(matrices)('‖A‖_F on $name', ({ A }) => {
  const exact = exactly(A);
  const seeds = Array.from({ length: 200 }, (_, seed) => seed);
  const estimates = seeds.map((seed) =>
    frobenius(operatorOf(A), { relativeError: 0.02, maxProbes: 60, random: rng(seed) }),
  );

  test('the 95 % interval holds it for 90–99 % of 200 seeds', () => {
    const hits = estimates.filter(
      ({ interval: [low, high] = [0, 0] }) => low <= exact && exact <= high,
    );
    expect(hits.length).toBeGreaterThanOrEqual(180);
    expect(hits.length).toBeLessThanOrEqual(198);
  });

  test('the spread over seeds is the error reported', () => {
    const spread = Math.sqrt(variance(estimates.map((e) => e.value)));
    // A mean of roots is below the root of the mean by a share of the error.
    expect(Math.abs(summary(estimates.map((e) => e.value)).mean - exact)).toBeLessThan(spread / 2);
    expectNear(summary(estimates.map((e) => e.stderr)).mean, spread, { rtol: 0.2 });
  });
});

test('takes far fewer products than means of ‖A g‖² where few eigenvalues carry the norm', () => {
  const A = withSpectrum([50, 20, ...Array.from({ length: 78 }, (_, i) => 0.5 - i / 78)], rng(3));
  const { cost, value, stderr, converged } = frobenius(operatorOf(A), {
    ...{ relativeError: 0.01, maxProbes: 3000, random: rng(4) },
  });
  expect(converged).toBe(true);
  expect(Math.abs(value - exactly(A))).toBeLessThan(4 * stderr + 1e-9);
  // 1/(2 r²) = 5,000 without the sketch.
  expect(cost.hvps).toBeLessThan(60);
});

test('is exact on small matrices and 0, says when it ran out, and refuses what is no number of vectors', () => {
  const options = { relativeError: 0.01, maxProbes: 300, random: rng(5) };
  const { value, converged } = frobenius(operatorOf(diagonal([3, -4])), options);
  expectNear(value, 5, { rtol: 1e-12 });
  expect(converged).toBe(true);
  expect(frobenius(operatorOf(diagonal([0, 0, 0])), options)).toMatchObject({
    ...{ value: 0, stderr: 0, converged: true },
  });
  const short = frobenius(operatorOf(randomSymmetric(90, rng(1))), { ...options, maxProbes: 48 });
  expect(short.converged).toBe(false);
  expect(short.cost.hvps).toBe(48);
  const lost = frobenius(operatorOf(diagonal([1, Number.NaN])), options);
  expect([lost.value, lost.converged]).toEqual([Number.NaN, false]);
  expect(() => frobenius(operatorOf(diagonal([1])), { ...options, maxProbes: 2 })).toThrow(
    'invalid maxProbes',
  );
});

test.each(
  [smallMlp('relu', 'squared-error', 4), smallCnn('tanh', 'cross-entropy', 8)].flatMap((small) =>
    (['single', 'double'] as const).map((precision) => ({ name: small.name, small, precision })),
  ),
)(
  'holds the norm of the dense Hessian of $name in $precision precision',
  ({ small, precision }) => {
    const theta = descended(small, 0.1, 20);
    withProblem(small, theta, (objective, at) => {
      const H = hessian(objective, at, precision);
      const found = frobenius(H, { relativeError: 0.005, maxProbes: 900, random: rng(6) });
      H.dispose();
      expect(found.converged).toBe(true);
      expect(Math.abs(found.value - exactly(denseHessian(small, theta)))).toBeLessThan(
        4 * found.stderr,
      );
    });
  },
);
