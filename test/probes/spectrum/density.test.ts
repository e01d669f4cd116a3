import { describe, expect, test } from 'vitest';
import { rng } from '../../../src/core/random.ts';
import { density, type SpectralDensity } from '../../../src/probes/spectrum/density.ts';
import { outliers } from '../../../src/probes/spectrum/outliers.ts';
import { cumulative, type Quadrature } from '../../../src/probes/spectrum/quadrature.ts';
import { summary, variance } from '../../../src/stats/summary.ts';
import { diagonal, operatorOf, product, withSpectrum } from '../../support/dense-matrices.ts';
import { expectNear } from '../../support/expect-near.ts';
import { jacobiEigenvalues } from '../../support/jacobi-eigenvalues.ts';
import { denseHessian, descended, smallCnn, smallMlp } from '../../support/small-network.ts';

/** The exact spectrum as a quadrature of equal weights. */
const exactRule = (eigenvalues: ArrayLike<number>): Quadrature => ({
  nodes: Array.from(eigenvalues),
  weights: Array.from(eigenvalues, () => 1 / eigenvalues.length),
  residuals: Array.from(eigenvalues, () => 0),
});

/** sup |F − F_exact|, both smoothed to sigma, taken at every eigenvalue and node, and beside them. */
function kolmogorov(
  { quadratures }: SpectralDensity,
  exact: Quadrature,
  sigma: number,
  beside = 0,
): number {
  const F = (x: number) =>
    quadratures.reduce((sum, rule) => sum + cumulative(rule, x, sigma), 0) / quadratures.length;
  const places = [...exact.nodes, ...quadratures.flatMap((rule) => rule.nodes)];
  return Math.max(
    ...places.flatMap((x) => [
      F(x - beside) - cumulative(exact, x + beside, sigma),
      cumulative(exact, x - beside, sigma) - F(x + beside),
    ]),
  );
}

const options = { tolerance: 0.04, maxProbes: 40, maxIterations: 200, random: rng(1) };

const networks = [
  { small: smallMlp('tanh', 'cross-entropy', 6), eta: 0.5, steps: 60 },
  { small: smallMlp('relu', 'squared-error', 6), eta: 0.1, steps: 40 },
  { small: smallCnn('relu', 'cross-entropy'), eta: 0.1, steps: 40 },
  { small: smallMlp('tanh', 'squared-error', 6), eta: 0.1, steps: 0 },
].map(({ small, eta, steps }) => {
  const A = denseHessian(small, descended(small, eta, steps));
  return { name: small.name, A, eigenvalues: jacobiEigenvalues(A) };
});

describe.each(networks)('the spectral density of the Hessian of $name', ({ A, eigenvalues }) => {
  const exact = exactRule(eigenvalues);
  const operator = operatorOf(A);
  const found = density(operator, options);

  test('converges, and its distribution is within 0.05 of the exact one at its width', () => {
    expect(found.converged).toBe(true);
    expect(found.cost.hvps).toBe(operator.calls());
    expect(kolmogorov(found, exact, found.width)).toBeLessThan(0.05);
    for (const [i, x] of found.lambda.entries())
      expect(Math.abs(found.cumulative[i]! - cumulative(exact, x, found.width))).toBeLessThan(0.05);
    // The smoothing itself is fine: half a per cent of the span.
    expectNear(found.width, 0.005 * (eigenvalues.at(-1)! - eigenvalues[0]!), { rtol: 1e-6 });
  });

  const span = eigenvalues.at(-1)! - eigenvalues[0]!;

  test('with all Lanczos steps the unsmoothed distribution is within 0.05, with every outlier', () => {
    const all = density(operatorOf(A), {
      ...options,
      maxProbes: 8,
      width: 1e-9,
      maxIterations: A.length,
    });
    // Ties: an eigenvalue is found to round-off, and so is its place among equals.
    expect(kolmogorov(all, exact, 0, 1e-10 * span)).toBeLessThan(0.05);
    const truth = outliers([exact], span, all.gap).map(({ value }) => value);
    expect(all.outliers.length).toBe(truth.length);
    for (const [i, { value }] of all.outliers.entries())
      expect(Math.abs(value - truth[i]!)).toBeLessThan(1e-9 * span);
  });

  test('the density is that of the distribution, and integrates to 1', () => {
    const { lambda, density: p, cumulative: F, width } = found;
    const step = lambda[1]! - lambda[0]!;
    expectNear(step, width / 4, { rtol: 1e-9 });
    expectNear(p.reduce((sum, x) => sum + x, 0) * step, 1, { rtol: 1e-4 });
    expect(F[0]!).toBeLessThan(1e-4);
    expect(F.at(-1)!).toBeGreaterThan(1 - 1e-4);
    for (let i = 1; i < lambda.length; i++)
      expect(F[i]! - F[i - 1]!).toBeGreaterThanOrEqual(-1e-15);
  });

  test('outliers are among those that the same rule finds in the exact spectrum', () => {
    const truth = outliers([exact], span, found.gap);
    expect(found.outliers.length).toBeGreaterThan(2);
    expect(truth.length).toBeLessThan(20);
    for (const { value, residual } of found.outliers)
      expect(truth.some((t) => Math.abs(t.value - value) <= residual + 1e-5 * span)).toBe(true);
  });
});

test('the reported error of the distribution is its spread over seeds', () => {
  const { A, eigenvalues } = networks[0]!;
  const runs = Array.from({ length: 60 }, (_, seed) =>
    density(operatorOf(A), {
      ...options,
      tolerance: 1e-6,
      maxProbes: 8,
      maxIterations: 45,
      random: rng(seed),
    }),
  );
  const at = eigenvalues[Math.floor(0.8 * eigenvalues.length)]!;
  const seen = runs.map(({ lambda, cumulative: F, cumulativeError }) => {
    const i = lambda.findIndex((x) => x >= at);
    return { F: F[i]!, error: cumulativeError[i]! };
  });
  const spread = Math.sqrt(variance(seen.map(({ F }) => F)));
  // A standard deviation from 60 values is good to 9 %, grid points differ a little between seeds.
  expectNear(Math.sqrt(summary(seen.map(({ error }) => error ** 2)).mean), spread, { rtol: 0.3 });
});

describe('a bulk with planted outliers', () => {
  const bulk = Array.from({ length: 150 }, (_, i) => -1 + (2 * i) / 149);
  const A = withSpectrum([...bulk, 3, 3.2, 5, 5, -2.5], rng(2));

  test('each is found, equal ones once', () => {
    const { outliers: found, gap } = density(operatorOf(A), options);
    expectNear(gap, 0.04 * 7.5, { rtol: 1e-6 });
    expect(found.map(({ value }) => Number(value.toFixed(6)))).toEqual([-2.5, 3, 3.2, 5]);
    for (const { residual } of found) expect(residual).toBeLessThan(gap / 8);
  });

  test('with a wider gap fewer count', () => {
    const count = (gap: number) => density(operatorOf(A), { ...options, gap }).outliers.length;
    // −1 to −2.5 is 0.2 of the span 7.5, 1 to 3 is 0.27, 3.2 to 5 is 0.24.
    expect(count(0.19)).toBe(4);
    expect(count(0.22)).toBe(3);
    expect(count(0.3)).toBe(0);
  });

  test('Ritz values that have not settled are bulk', () => {
    const rule = (residual: number): Quadrature => ({
      nodes: [0, 0.1, 2, 4],
      weights: [0.5, 0.4, 0.05, 0.05],
      residuals: [0, 0, residual, 0],
    });
    expect(outliers([rule(0.01)], 4, 0.5).map((o) => o.value)).toEqual([2, 4]);
    expect(outliers([rule(0.1)], 4, 0.5).map((o) => o.value)).toEqual([4]);
  });
});

describe('edge cases of the density', () => {
  const A = withSpectrum(
    Array.from({ length: 60 }, (_, i) => (i + 1) ** -1),
    rng(3),
  );

  test('too few steps or start vectors do not converge, and cost no more than allowed', () => {
    const few = density(operatorOf(A), { ...options, maxProbes: 3 });
    expect([few.converged, few.quadratures.length]).toEqual([false, 3]);
    const wide = density(operatorOf(A), { ...options, maxIterations: 5 });
    expect(wide.converged).toBe(false);
    expect(wide.cost.hvps).toBe(5 * wide.quadratures.length);
    const sharp = density(operatorOf(A), { ...options, tolerance: 1e-6 });
    expect([sharp.converged, sharp.quadratures.length]).toEqual([false, 40]);
  });

  test.each([
    ['zero', [0, 0, 0], 1],
    ['the identity', [1, 1, 1, 1], 1],
    ['−2 alone', [-2], 2],
  ] as const)('%s is one peak', (_, spectrum, size) => {
    const found = density(operatorOf(diagonal(spectrum)), options);
    expect(found.converged).toBe(true);
    expect(found.outliers).toEqual([]);
    expect(found.width).toBe(0.005 * size);
    const top = found.density.indexOf(Math.max(...found.density));
    expect(Math.abs(found.lambda[top]! - spectrum[0])).toBeLessThan(found.width);
  });

  test('an operator that is not finite has none', () => {
    const found = density(operatorOf(diagonal([1, Number.NaN])), options);
    expect(found.converged).toBe(false);
    expect(found.lambda).toEqual([]);
    expect(found.cost.hvps).toBe(1);
  });

  test('an operator may keep the array that it returns, and the same seed gives the same numbers', () => {
    const own = new Float64Array(60);
    const keeping = {
      ...operatorOf(A),
      matvec(v: ArrayLike<number>) {
        own.set(product(A, v));
        return own;
      },
    };
    const [a, b] = [keeping, operatorOf(A)].map((op) => density(op, options));
    expect(a!.cumulative).toEqual(b!.cumulative);
  });

  test('refuses what is not in its range', () => {
    const operator = operatorOf(A);
    for (const name of ['tolerance', 'width', 'gap'])
      expect(() => density(operator, { ...options, [name]: 0 })).toThrow(
        `invalid ${name}; not in (0, ∞): 0`,
      );
    expect(() => density(operator, { ...options, maxProbes: 1 })).toThrow(
      'invalid maxProbes; not an integer in [2, 2⁵³): 1',
    );
    expect(() => density(operator, { ...options, maxIterations: 0 })).toThrow(
      'invalid maxIterations; not an integer in [1, 2⁵³): 0',
    );
    expect(operator.calls()).toBe(0);
  });
});
