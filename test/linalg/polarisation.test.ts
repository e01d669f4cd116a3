import { expect, test } from 'vitest';
import { rng } from '../../src/core/random.ts';
import { polarisation } from '../../src/linalg/symmetric/polarisation.ts';
import { vectorise } from '../../src/linalg/symmetric/symmetric-coordinates.ts';
import { expectNear } from '../support/expect-near.ts';
import { gaussian, inner, multiply, plus, transpose } from '../support/kronecker-quadratic.ts';

test.each([1, 2, 5])(
  'of %i vectors it gives a bilinear form from its values, and the sum with weights X',
  (k) => {
    const random = rng(k);
    const n = 7;
    const G = gaussian(n, n, random);
    const S = plus(G, 1, transpose(G));
    const U = gaussian(k, n, random);
    const form = (u: readonly number[], w: readonly number[]) =>
      inner(
        u,
        S.map((row) => inner(row, w)),
      );
    const { directions, bilinear, weights } = polarisation(k);
    const along = directions.map((row) => {
      const v = U[0]!.map((_, p) => row.reduce((sum, weight, i) => sum + weight * U[i]![p]!, 0));
      return form(v, v);
    });
    const truth = U.map((u) => U.map((w) => form(u, w)));
    const found = bilinear(along);
    expect(found).toHaveLength((k * (k + 1)) / 2);
    for (const [a, x] of vectorise(truth).entries()) expectNear(found[a]!, x, { atol: 1e-12 });
    const X = multiply(gaussian(k, k, random), gaussian(k, k, random));
    const symmetric = plus(X, 1, transpose(X));
    expectNear(inner(weights(vectorise(symmetric)), along), inner(truth.flat(), symmetric.flat()), {
      rtol: 1e-11,
    });
  },
);
