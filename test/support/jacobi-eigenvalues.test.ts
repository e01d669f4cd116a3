import { describe, expect, test } from 'vitest';
import { rng } from '../../src/core/random.ts';
import {
  diagonal,
  largestEntry,
  product,
  randomSymmetric,
  traceOf,
  withSpectrum,
} from './dense-matrices.ts';
import { expectNear } from './expect-near.ts';
import { jacobiEigenvalues } from './jacobi-eigenvalues.ts';

describe('the Jacobi oracle', () => {
  test('gives λ = (a + c)/2 ± √((a − c)²/4 + b²) for [[a, b], [b, c]]', () => {
    const [a, b, c] = [1.3, -0.7, 0.2];
    const [low, high] = jacobiEigenvalues([Float64Array.of(a, b), Float64Array.of(b, c)]);
    const reach = Math.hypot((a - c) / 2, b);
    expectNear(low!, (a + c) / 2 - reach, { atol: 1e-15 });
    expectNear(high!, (a + c) / 2 + reach, { atol: 1e-15 });
  });

  test('sorts the diagonal of a diagonal matrix', () => {
    expect([...jacobiEigenvalues(diagonal([3, -10, 0, 1]))]).toEqual([-10, 0, 1, 3]);
  });

  test('gives n, and 0 n − 1 times, for the matrix of ones', () => {
    const ones = Array.from({ length: 6 }, () => new Float64Array(6).fill(1));
    const values = jacobiEigenvalues(ones);
    for (const [i, value] of values.entries()) expectNear(value, i === 5 ? 6 : 0, { atol: 1e-14 });
  });

  test('finds a spectrum with a cluster again after a rotation', () => {
    const spectrum = [-4, -0.5, 0, 1e-6, 1, 1 + 1e-9, 1 + 1e-9, 2.5, 7];
    const values = jacobiEigenvalues(withSpectrum(spectrum, rng(1)));
    // Backward stable: errors of a few n ε ‖A‖ = 9 · 2e-16 · 7.
    for (const [i, value] of values.entries()) expectNear(value, spectrum[i]!, { atol: 1e-13 });
  });

  test('keeps the trace and the Frobenius norm of a random matrix', () => {
    const A = randomSymmetric(30, rng(2));
    const values = jacobiEigenvalues(A);
    const frobenius = A.reduce((sum, row) => sum + row.reduce((s, x) => s + x * x, 0), 0);
    expectNear(
      values.reduce((sum, x) => sum + x, 0),
      traceOf(A),
      { atol: 1e-12 },
    );
    expectNear(
      values.reduce((sum, x) => sum + x * x, 0),
      frobenius,
      { rtol: 1e-13 },
    );
  });

  test('the rotation of a spectrum is symmetric and keeps the trace', () => {
    const A = withSpectrum([5, 1, 0, -2], rng(3));
    expectNear(traceOf(A), 4, { atol: 1e-14 });
    const x = Float64Array.of(1, -2, 3, 0.5);
    const y = Float64Array.of(0, 1, 1, -4);
    const bilinear = (u: Float64Array, v: Float64Array) =>
      product(A, v).reduce((sum, w, i) => sum + u[i]! * w, 0);
    expectNear(bilinear(x, y), bilinear(y, x), { atol: 1e-13 });
    // Not the diagonal matrix that it started from.
    expect(largestEntry(A.map((row, i) => row.map((a, j) => (i === j ? 0 : a))))).toBeGreaterThan(
      0.1,
    );
  });
});
