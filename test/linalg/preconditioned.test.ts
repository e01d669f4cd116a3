import { expect, test } from 'vitest';
import { rng } from '../../src/core/random.ts';
import { preconditioned } from '../../src/linalg/preconditioned.ts';
import { sharpness } from '../../src/probes/spectrum/sharpness.ts';
import { denseOf, operatorOf, product, randomSymmetric } from '../support/dense-matrices.ts';
import { expectNear } from '../support/expect-near.ts';
import { jacobiEigenvalues } from '../support/jacobi-eigenvalues.ts';

const n = 12;
const A = randomSymmetric(n, rng(1));
const p = rng(2)
  .normals(n)
  .map((z) => Math.exp(3 * z));

test('has the entries of A over the roots of p', () => {
  const own = denseOf(n, preconditioned(operatorOf(A), p).matvec);
  for (const [i, row] of own.entries())
    for (const [j, x] of row.entries())
      expectNear(x, A[i]![j]! / Math.sqrt(p[i]! * p[j]!), { rtol: 1e-12, atol: 1e-14 });
});

test('has the eigenvalues of P⁻¹A, at one product of A each', () => {
  const inner = operatorOf(A);
  const own = preconditioned(inner, p);
  const options = { tolerance: 1e-10, maxIterations: n, random: rng(3) };
  const { value, cost } = sharpness(own, options);
  expect(inner.calls()).toBe(cost.hvps);
  // det(A − λP) = 0, by elimination: P⁻¹A itself is not symmetric.
  const shifted = A.map((row, i) => row.map((x, j) => x - (i === j ? value * p[i]! : 0)));
  const least = jacobiEigenvalues(
    shifted.map((row, i) => row.map((x, j) => x / Math.sqrt(p[i]! * p[j]!))),
  );
  expect(Math.min(...least.map(Math.abs))).toBeLessThan(1e-8 * value);
  const rayleigh = (v: Float64Array) => {
    const Av = product(A, v);
    const top = v.reduce((s, x, i) => s + x * Av[i]!, 0);
    return top / v.reduce((s, x, i) => s + x * x * p[i]!, 0);
  };
  for (let k = 0; k < 200; k++)
    expect(rayleigh(rng(4).fork('v', k).normals(n))).toBeLessThanOrEqual(value * (1 + 1e-9));
});

test.each([
  [new Float64Array(n), 'invalid p; entry 0 not in (0, ∞): 0'],
  [p.map((x, i) => (i === 3 ? Number.NaN : x)), 'invalid p; entry 3 not in (0, ∞): NaN'],
  [p.subarray(1), `invalid p; ${n - 1} entries for an operator of ${n}`],
])('refuses what is no preconditioner', (bad, message) => {
  expect(() => preconditioned(operatorOf(A), bad)).toThrow(message);
});
