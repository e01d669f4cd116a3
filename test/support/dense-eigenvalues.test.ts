import { describe, expect, test } from 'vitest';
import { rng } from '../../src/core/random.ts';
import { denseEigenvalues } from './dense-eigenvalues.ts';
import { diagonal, type Matrix, randomSymmetric, traceOf, withSpectrum } from './dense-matrices.ts';
import { expectNear } from './expect-near.ts';
import { jacobiEigenvalues } from './jacobi-eigenvalues.ts';

describe('the oracle for a thousand eigenvalues', () => {
  const expectSpectrum = (A: Matrix, spectrum: ArrayLike<number>) => {
    const found = denseEigenvalues(A);
    expect(found.length).toBe(spectrum.length);
    for (const [i, x] of [...Float64Array.from(spectrum).sort()].entries())
      expectNear(found[i]!, x, { atol: 1e-13 * Math.max(...Array.from(spectrum, Math.abs)) });
  };

  test('finds a known spectrum, multiple and null eigenvalues included', () => {
    for (const spectrum of [
      [...rng(1).normals(146), 3, 3, -5, 0],
      [...new Array<number>(60).fill(0), 5],
      [1, 1, 1, 1],
    ])
      expectSpectrum(withSpectrum(spectrum, rng(2)), spectrum);
    expectSpectrum(diagonal([2, -1, 7]), [2, -1, 7]);
  });

  test("agrees with Jacobi's method, and with the trace", () => {
    const A = randomSymmetric(80, rng(3));
    expectSpectrum(A, jacobiEigenvalues(A));
    const sum = denseEigenvalues(A).reduce((a, b) => a + b, 0);
    expectNear(sum, traceOf(A), { atol: 1e-11 });
  });
});
