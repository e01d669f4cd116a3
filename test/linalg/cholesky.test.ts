import { expect, test } from 'vitest';
import { rng } from '../../src/core/random.ts';
import { solve } from '../../src/linalg/linear-system.ts';
import { factorise, solveFactorised } from '../../src/linalg/symmetric/cholesky.ts';
import { congruence } from '../../src/linalg/symmetric/congruence.ts';
import { matrixOf, vectorise } from '../../src/linalg/symmetric/symmetric-coordinates.ts';
import { expectNear } from '../support/expect-near.ts';
import { gaussian, inner, multiply, plus, transpose } from '../support/kronecker-quadratic.ts';

test.each([1, 2, 3, 4, 5, 6, 9, 17])(
  'the factor of a matrix of %i rows gives it back, and solves with it',
  (n) => {
    const G = gaussian(n, n, rng(n));
    const A = plus(
      multiply(G, transpose(G)),
      1,
      G.map((_, i) => G.map((__, j) => Number(i === j))),
    );
    const L = Float64Array.from(A.flat());
    factorise(L, n);
    const rows = A.map((_, i) => A.map((__, j) => (j <= i ? L[i * n + j]! : 0)));
    for (const [at, x] of multiply(rows, transpose(rows)).flat().entries())
      expectNear(x, A.flat()[at]!, { atol: 1e-12 * n });
    const b = [...rng(n).fork('b').normals(n)];
    const truth = solve(A, b);
    for (const [i, x] of solveFactorised(L, b).entries())
      expectNear(x, truth[i]!, { rtol: 1e-9, atol: 1e-12 });
  },
);

test('a matrix that is not positive definite leaves NaN', () => {
  const L = Float64Array.of(1, 2, 2, 1);
  factorise(L, 2);
  expect(L[3]).toBeNaN();
});

test.each([1, 2, 3, 4, 5])('a congruence by G of %i rows is GᵀB[GXGᵀ]G', (k) => {
  const random = rng(k);
  const d = (k * (k + 1)) / 2;
  const G = gaussian(k, k, random);
  const T = gaussian(d, d, random);
  const B = multiply(T, transpose(T));
  const K = congruence(G, B);
  const S = gaussian(k, k, random);
  const X = plus(S, 1, transpose(S));
  const inside = vectorise(multiply(G, multiply(X, transpose(G))));
  const image = matrixOf(
    B.map((row) => inner(row, inside)),
    k,
  );
  const truth = vectorise(multiply(transpose(G), multiply(image, G)));
  const x = vectorise(X);
  for (const [a, y] of truth.entries())
    expectNear(inner([...K.subarray(a * d, (a + 1) * d)], x), y, { rtol: 1e-9, atol: 1e-9 });
});
