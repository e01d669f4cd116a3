import { expect, test } from 'vitest';
import { rng } from '../../src/core/random.ts';
import { generalisedRitz } from '../../src/linalg/generalised-ritz.ts';
import { expectNear } from '../support/expect-near.ts';
import { jacobiEigenvalues } from '../support/jacobi-eigenvalues.ts';
import { gaussian, inner, multiply, plus, transpose } from '../support/kronecker-quadratic.ts';

const n = 8;
const G = gaussian(n, n, rng(1));
const A = plus(G, 1, transpose(G));
const ritzOf = (V: readonly (readonly number[])[]) => {
  const W = multiply(V, A);
  const of = (P: typeof V, Q: typeof V) => P.map((p) => Q.map((q) => inner(p, q)));
  return { ...generalisedRitz({ VV: of(V, V), VW: of(V, W), WW: of(W, W) }, 1e-10), V };
};

test('on a basis of the whole space, skewed as it is, it gives the eigenpairs', () => {
  const { values, weights, residual, V } = ritzOf(gaussian(n, n, rng(2)));
  const truth = [...jacobiEigenvalues(A.map((row) => Float64Array.from(row)))].reverse();
  for (const [i, value] of values.entries()) {
    expectNear(value, truth[i]!, { atol: 1e-9 });
    const [y] = multiply([weights[i]!], V);
    const image = A.map((row) => inner(row, y!));
    for (const [p, x] of image.entries()) expectNear(x, value * y![p]!, { atol: 1e-7 });
    expectNear(inner(y!, y!), 1, { rtol: 1e-9 });
    expect(residual(i)).toBeLessThan(1e-6);
  }
});

test('in a part of it the residual is ‖Ay − λy‖, and no eigenvalue is further than that', () => {
  const { values, weights, residual, V } = ritzOf(gaussian(3, n, rng(3)));
  const truth = jacobiEigenvalues(A.map((row) => Float64Array.from(row)));
  for (const [i, value] of values.entries()) {
    const [y] = multiply([weights[i]!], V);
    const rest = A.map((row, p) => inner(row, y!) - value * y![p]!);
    expectNear(residual(i), Math.sqrt(inner(rest, rest)), { rtol: 1e-9 });
    expect(Math.min(...[...truth].map((x) => Math.abs(x - value)))).toBeLessThan(residual(i));
  }
  expect([...values]).toEqual([...values].sort((a, b) => b - a));
});

test('a row that depends on the others is left out', () => {
  const [a, b] = gaussian(2, n, rng(4));
  const twice = ritzOf([a!, b!, a!.map((x, i) => x - 2 * b![i]!)]);
  const once = ritzOf([a!, b!]);
  expect(twice.values).toHaveLength(2);
  for (const [i, value] of once.values.entries())
    expectNear(twice.values[i]!, value, { rtol: 1e-9 });
});
