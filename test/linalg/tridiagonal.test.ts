import { describe, expect, test } from 'vitest';
import { rng } from '../../src/core/random.ts';
import { tridiagonalEigen } from '../../src/linalg/tridiagonal.ts';
import { largestEntry } from '../support/dense-matrices.ts';
import { expectNear } from '../support/expect-near.ts';
import { jacobiEigenvalues } from '../support/jacobi-eigenvalues.ts';

const repeat = (x: number, times: number) => Array.from({ length: times }, () => x);

const random = rng(4);
const wilkinson = Array.from({ length: 21 }, (_, i) => Math.abs(i - 10));
const cases = [
  { name: 'the 1 × 1 matrix', d: [-3], e: [] },
  { name: 'the 2 − 1 Toeplitz matrix of size 50', d: repeat(2, 50), e: repeat(-1, 49) },
  { name: 'Wilkinson W21+', d: wilkinson, e: repeat(1, 20) },
  { name: 'the zero matrix', d: repeat(0, 5), e: repeat(0, 4) },
  { name: 'a matrix that splits in two', d: [1, 2, 3, 4], e: [0.5, 0, 0.5] },
  { name: 'a zero diagonal', d: repeat(0, 7), e: repeat(1, 6) },
  { name: 'a graded matrix', d: [1e8, 1e4, 1, 1e-4, 1e-8], e: [1e5, 1e2, 0.1, 1e-6] },
  { name: 'a random matrix', d: [...random.normals(60)], e: [...random.normals(59)] },
];

const dense = (d: readonly number[], e: readonly number[]) =>
  d.map((x, i) =>
    Float64Array.from(d, (_, j) => (i === j ? x : Math.abs(i - j) === 1 ? e[Math.min(i, j)]! : 0)),
  );

describe('tridiagonalEigen', () => {
  test.each([1, 2, 3, 17, 100])('gives 2 − 2 cos(kπ/(m + 1)) for the 2 − 1 matrix, m = %d', (m) => {
    const { values } = tridiagonalEigen(repeat(2, m), repeat(-1, m - 1));
    // Backward stable: errors of a few m ε ‖T‖, 100 · 2e-16 · 4 at most.
    for (const [i, value] of values.entries())
      expectNear(value, 2 - 2 * Math.cos(((i + 1) * Math.PI) / (m + 1)), { atol: 1e-13 });
  });

  test('gives the eigenvectors sin(i k π/(m + 1)) of the 2 − 1 matrix', () => {
    const m = 9;
    const { vectors } = tridiagonalEigen(repeat(2, m), repeat(-1, m - 1));
    for (let k = 1; k <= m; k++) {
      const sine = Array.from({ length: m }, (_, i) => Math.sin(((i + 1) * k * Math.PI) / (m + 1)));
      const size = Math.sqrt((m + 1) / 2);
      const sign = Math.sign(vectors[0]![k - 1]! * sine[0]!);
      for (let i = 0; i < m; i++)
        // Gaps between eigenvalues are 0.1 or more, so vectors are good to ε ‖T‖ / gap.
        expectNear(sign * vectors[i]![k - 1]!, sine[i]! / size, { atol: 1e-13 });
    }
  });

  test('tells the two largest eigenvalues of W21+ apart only in the 14th digit', () => {
    // Wilkinson, The Algebraic Eigenvalue Problem (1965), chapter 5, made the matrix famous.
    const { values } = tridiagonalEigen(wilkinson, repeat(1, 20));
    expectNear(values[20]!, 10.746194182903393, { atol: 2e-14 });
    expectNear(values[19]!, 10.746194182903322, { atol: 2e-14 });
  });

  test.each(cases)('agrees with Jacobi rotations: $name', ({ d, e }) => {
    const T = dense(d, e);
    const { values } = tridiagonalEigen(d, e);
    const truth = jacobiEigenvalues(T);
    for (const [i, value] of values.entries())
      expectNear(value, truth[i]!, { atol: 1e-13 * largestEntry(T) });
  });

  test.each(cases)('vectors are orthonormal with small residuals: $name', ({ d, e }) => {
    const T = dense(d, e);
    const { values, vectors } = tridiagonalEigen(d, e);
    const m = d.length;
    const entry = (i: number, k: number) => vectors[i]![k]!;
    for (let k = 0; k < m; k++) {
      for (let l = 0; l <= k; l++) {
        const product = d.reduce((sum, _, i) => sum + entry(i, k) * entry(i, l), 0);
        expectNear(product, k === l ? 1 : 0, { atol: 1e-13 });
      }
      for (let i = 0; i < m; i++) {
        const Tv = d.reduce((sum, _, j) => sum + T[i]![j]! * entry(j, k), 0);
        expectNear(Tv, values[k]! * entry(i, k), { atol: 1e-13 * largestEntry(T) });
      }
    }
  });

  test('leaves its arguments alone', () => {
    const [d, e] = [Object.freeze([1, 2, 3]), Object.freeze([1, 1])];
    expect(() => tridiagonalEigen(d, e)).not.toThrow();
  });

  test('refuses lengths that do not fit and entries that are not finite', () => {
    const needed = 'invalid tridiagonal matrix; 2 and 1 finite entries needed';
    expect(() => tridiagonalEigen([1, 2], [])).toThrow(needed);
    expect(() => tridiagonalEigen([1, 2], [1, 1])).toThrow(needed);
    expect(() => tridiagonalEigen([1, Number.NaN], [1])).toThrow(needed);
    expect(() => tridiagonalEigen([1, 2], [Number.POSITIVE_INFINITY])).toThrow(needed);
    expect(() => tridiagonalEigen([], [])).toThrow(RangeError);
  });

  test('says so where entries are as small as their own round-off', () => {
    const tiny = Number.MIN_VALUE;
    expect(() => tridiagonalEigen([0, 0, 0], [tiny, tiny])).toThrow('did not converge');
  });
});
