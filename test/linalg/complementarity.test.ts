import { describe, expect, test } from 'vitest';
import { type Rng, rng } from '../../src/core/random.ts';
import type { Matrix } from '../../src/linalg/dense.ts';
import { complementarity } from '../../src/linalg/symmetric/complementarity.ts';
import { matrixOf, vectorise } from '../../src/linalg/symmetric/symmetric-coordinates.ts';
import { symmetricEigen } from '../../src/linalg/symmetric-eigen.ts';
import { expectNear } from '../support/expect-near.ts';
import {
  byFactor,
  gaussian,
  inner,
  multiply,
  plus,
  transpose,
} from '../support/kronecker-quadratic.ts';

const dims = (k: number) => (k * (k + 1)) / 2;
/** GGᵀ + I/10, positive definite. */
function positive(d: number, random: Rng): number[][] {
  const G = gaussian(d, d, random);
  return multiply(G, transpose(G)).map((row, i) => row.map((x, j) => x + (i === j ? 0.1 : 0)));
}

/** B[X] on matrices. */
const apply = (B: Matrix, X: Matrix): number[][] =>
  matrixOf(
    B.map((row) => inner(row, vectorise(X))),
    X.length,
  );

/** A rotation of ℝᵏ: Gram–Schmidt on normal columns, as rows. */
function rotation(k: number, random: Rng): number[][] {
  const rows: number[][] = [];
  for (const v of gaussian(k, k, random)) {
    const w = rows.reduce((u, q) => u.map((x, i) => x - inner(q, u) * q[i]!), v);
    const length = Math.sqrt(inner(w, w));
    rows.push(w.map((x) => x / length));
  }
  return rows;
}

/** Qᵀ diag(d) Q */
const spanned = (Q: Matrix, d: readonly number[]): number[][] =>
  multiply(
    transpose(Q),
    Q.map((row, i) => row.map((x) => x * d[i]!)),
  );

const expectClose = (found: Matrix, truth: Matrix, tolerance: number) => {
  const size = Math.max(1e-100, ...truth.flat().map(Math.abs));
  for (const [i, row] of found.entries())
    for (const [j, x] of row.entries()) expectNear(x, truth[i]![j]!, { atol: tolerance * size });
};

describe.each([1, 2, 3, 4])('for k = %d', (k) => {
  test('X is the planted solution, at any scale', () => {
    for (let trial = 0; trial < 20; trial++) {
      const random = rng(k).fork('planted', trial);
      const Q = rotation(k, random);
      const rank = 1 + (trial % k);
      // X* and Y* share eigenvectors, and of each pair of eigenvalues one is zero.
      const X = spanned(
        Q,
        Q.map((_, i) => (i < rank ? 0.5 + random.uniform() : 0)),
      );
      const Y = spanned(
        Q,
        Q.map((_, i) => (i < rank ? 0 : 0.5 + random.uniform())),
      );
      const B = positive(dims(k), random);
      const A = plus(Y, -1, apply(B, X));
      for (const [a, b] of [
        [1, 1],
        [1e-6, 1e3],
        [1e5, 1e-8],
      ] as const) {
        const found = complementarity(
          A.map((row) => row.map((x) => a * x)),
          B.map((row) => row.map((x) => b * x)),
        );
        expect(found.converged).toBe(true);
        expectClose(
          found.X,
          X.map((row) => row.map((x) => (x * a) / b)),
          1e-8,
        );
      }
    }
  });

  test('X is where gradient steps on its factor end', () => {
    for (let trial = 0; trial < 3; trial++) {
      const random = rng(k).fork('factor', trial);
      const G = gaussian(k, k, random);
      const A = plus(G, 1, transpose(G)).map((row, i) => row.map((x, j) => x - (i === j ? 1 : 0)));
      const raw = gaussian(dims(k), dims(k), random);
      const B = multiply(raw, transpose(raw)).map((row, i) =>
        row.map((x, j) => x / dims(k) + (i === j ? 1 : 0)),
      );
      const { X, converged } = complementarity(A, B);
      expect(converged).toBe(true);
      const size = Math.max(...B.flat().map(Math.abs)) * B.length;
      expectClose(
        X,
        byFactor((at) => plus(A, 1, apply(B, at)), k, size),
        1e-3,
      );
    }
  });

  test('X = 0 exactly where A is positive semidefinite', () => {
    const G = gaussian(k, k, rng(k));
    const A = multiply(G, transpose(G));
    const { X, Y, converged } = complementarity(A, positive(dims(k), rng(1)));
    expect(converged).toBe(true);
    expect(X.flat().every((x) => x === 0)).toBe(true);
    expect(Y).toEqual(A);
  });

  test('no solution is claimed where B can undo nothing', () => {
    const A = spanned(
      rotation(k, rng(2)),
      Array.from({ length: k }, () => -1),
    );
    const none = Array.from({ length: dims(k) }, () => new Array<number>(dims(k)).fill(0));
    expect(complementarity(A, none).converged).toBe(false);
    // One direction of X that moves nothing, against which A is negative.
    const B = none.map((row, i) => row.map((_, j) => (i === j && i > 0 ? 1 : 0)));
    expect(complementarity(A, B).converged).toBe(false);
    for (const bad of [Number.NaN, Number.POSITIVE_INFINITY]) {
      const wrong = A.map((row) => row.map(() => bad));
      expect(complementarity(wrong, B).converged).toBe(false);
    }
  });
});

test.each([8, 12, 20])(
  'for k = %i it is the planted solution, with a share of B a thousandth of the rest',
  (k) => {
    const random = rng(k).fork('large');
    const Q = rotation(k, random);
    const rank = Math.floor(k / 2);
    const X = spanned(
      Q,
      Q.map((_, i) => (i < rank ? 0.5 + random.uniform() : 0)),
    );
    const Y = spanned(
      Q,
      Q.map((_, i) => (i < rank ? 0 : 0.5 + random.uniform())),
    );
    const d = dims(k);
    const T = gaussian(d, d, random).map((row) => row.map((x, i) => (i < d / 2 ? x : x / 30) / d));
    const B = T.map((row) => T.map((other) => inner(row, other)));
    const found = complementarity(plus(Y, -1, apply(B, X)), B);
    expect(found.converged).toBe(true);
    expectClose(found.Y, Y, 1e-8);
    expectClose(found.X, X, k < 20 ? 1e-8 : 1e-7);
  },
);

test('for k = 24 it satisfies what it is defined by: X = Π(X − Y), the projection onto X ⪰ 0', () => {
  const k = 24;
  const random = rng(24);
  const T = gaussian(dims(k), dims(k), random);
  const B = T.map((row) => T.map((other) => inner(row, other) / dims(k)));
  const G = gaussian(k, k, random);
  const A = plus(G, 1, transpose(G));
  const { X, Y, converged } = complementarity(A, B);
  expect(converged).toBe(true);
  expectClose(Y, plus(A, 1, apply(B, X)), 1e-10);
  const { values, vectors } = symmetricEigen(plus(X, -1, Y));
  const columns = vectors.map((row) => [...row]);
  const positivePart = multiply(
    columns.map((row) => row.map((x, j) => x * Math.max(0, values[j]!))),
    transpose(columns),
  );
  expectClose(X, positivePart, 1e-7);
  const held = values.filter((value) => value > 1e-6).length;
  expect(held).toBeGreaterThan(5);
  expect(held).toBeLessThan(k - 5);
});

test('for k = 1 it is x = max(0, −a/b)', () => {
  for (const a of [-3, -1e-9, 0, 2])
    for (const b of [1e-5, 1, 1e4])
      expectNear(complementarity([[a]], [[b]]).X[0]![0]!, Math.max(0, -a / b), { rtol: 1e-8 });
});

test('nothing is a solution to nothing', () => {
  expect(complementarity([], [])).toEqual({ X: [], Y: [], converged: true });
});

test('coordinates keep inner products and go back', () => {
  const G = gaussian(4, 4, rng(8));
  const X = plus(G, 1, transpose(G));
  const Y = multiply(G, transpose(G));
  expectNear(inner(vectorise(X), vectorise(Y)), inner(X.flat(), Y.flat()), { rtol: 1e-13 });
  expectClose(matrixOf(vectorise(X), 4), X, 1e-15);
});
