import { describe, expect, test } from 'vitest';
import { rng } from '../../src/core/random.ts';
import { symmetricEigen } from '../../src/linalg/symmetric-eigen.ts';
import {
  diagonal,
  type Matrix,
  product,
  randomSymmetric,
  withSpectrum,
} from '../support/dense-matrices.ts';
import { expectNear } from '../support/expect-near.ts';

/** −1, 2, −1 along the diagonals: eigenvalues 2 − 2 cos(kπ/(m + 1)). */
const laplacian = (m: number): Matrix =>
  Array.from({ length: m }, (_, i) =>
    Float64Array.from({ length: m }, (_, j) => (i === j ? 2 : Math.abs(i - j) === 1 ? -1 : 0)),
  );

describe.each([
  ['diagonal', diagonal([3, -1, 2])],
  ['1 × 1', diagonal([-4])],
  ['zero', diagonal([0, 0, 0])],
  ['normal entries', randomSymmetric(30, rng(1))],
  ['a multiple eigenvalue', withSpectrum([2, 2, 2, 1, 1, -7], rng(2))],
  ['size 1e-150', randomSymmetric(6, rng(3)).map((row) => row.map((x) => 1e-150 * x))],
  ['size 1e150', randomSymmetric(6, rng(3)).map((row) => row.map((x) => 1e150 * x))],
  ['graded by 1e20', withSpectrum([1e10, 1, 1e-10], rng(4))],
] as const)('eigenpairs of a symmetric matrix, %s', (_, A) => {
  const { values, vectors } = symmetricEigen(A);
  const size = Math.max(...A.map((row) => Math.max(...row.map(Math.abs))));
  const column = (j: number) => vectors.map((row) => row[j]!);

  test('satisfy A v = λ v and vᵢᵀvⱼ = δᵢⱼ', () => {
    for (const [j, value] of values.entries()) {
      const v = column(j);
      const Av = product(A, v);
      for (const [i, x] of v.entries()) expectNear(Av[i]!, value * x, { atol: 1e-13 * size });
      for (let i = 0; i <= j; i++)
        expectNear(
          column(i).reduce((sum, x, k) => sum + x * v[k]!, 0),
          i === j ? 1 : 0,
          { atol: 1e-13 },
        );
    }
  });

  test('are ascending', () => {
    for (let j = 1; j < values.length; j++)
      expect(values[j]).toBeGreaterThanOrEqual(values[j - 1]!);
  });
});

test('eigenvalues of the second difference are 2 − 2 cos(kπ/(m + 1))', () => {
  const { values } = symmetricEigen(laplacian(40));
  for (const [k, value] of values.entries())
    expectNear(value, 2 - 2 * Math.cos(((k + 1) * Math.PI) / 41), { atol: 1e-13 });
});

test('an empty matrix has no eigenvalues', () => {
  expect(symmetricEigen([])).toEqual({ values: [], vectors: [] });
});

test('a matrix that is not square and finite throws', () => {
  for (const bad of [[[1, 2]], [[1], [2]], [[Number.NaN]], [[Number.POSITIVE_INFINITY]]])
    expect(() => symmetricEigen(bad)).toThrow(
      `invalid matrix; not ${bad.length} × ${bad.length} finite entries`,
    );
});
