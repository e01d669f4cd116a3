import { describe, expect, test } from 'vitest';
import { rng } from '../../src/core/random.ts';
import { layers } from '../../src/linalg/layers.ts';
import type { LinearOperator } from '../../src/linalg/operator.ts';
import {
  combination,
  deflated,
  restricted,
  scaled,
  shifted,
  signFormsOf,
} from '../../src/linalg/operator-algebra.ts';
import {
  type Matrix,
  operatorOf,
  product,
  randomSymmetric,
  withSpectrum,
} from '../support/dense-matrices.ts';
import { jacobiEigenvalues } from '../support/jacobi-eigenvalues.ts';
import { relativeError } from '../support/networks-and-losses.ts';

const A = randomSymmetric(9, rng(1));
const B = randomSymmetric(9, rng(2));

/** With forms of its own, as an engine's operator has. */
const withForms = (M: Matrix): LinearOperator => ({
  ...operatorOf(M),
  forms: (vs) => vs.map((v) => product(M, v).reduce((sum, x, i) => sum + x * v[i]!, 0)),
});

/** Products and forms are those of the matrix. */
function expectEqual(operator: LinearOperator, M: Matrix): void {
  expect(operator.dim).toBe(M.length);
  const vs = [3, 4].map((seed) => Float32Array.from(rng(seed).normals(M.length)));
  for (const v of vs) expect(relativeError(operator.matvec(v), product(M, v))).toBeLessThan(1e-14);
  const signs = [5, 6].map((seed) => rng(seed).signs(M.length));
  const ofSigns = signs.map((z) => product(M, z).reduce((sum, x, i) => sum + x * z[i]!, 0));
  expect(relativeError(signFormsOf(operator, [5, 6].map(rng)), ofSigns)).toBeLessThan(1e-13);
  if (operator.forms === undefined) return;
  const truth = vs.map((v) => product(M, v).reduce((sum, x, i) => sum + x * v[i]!, 0));
  expect(relativeError(operator.forms(vs), truth)).toBeLessThan(1e-14);
}

describe.each([
  ['with forms', withForms],
  ['without', operatorOf],
] as const)('operators %s', (_, of) => {
  test('sums and scalings', () => {
    const sum = A.map((row, i) => row.map((a, j) => 2 * a - 0.5 * B[i]![j]!));
    expectEqual(
      combination([
        [2, of(A)],
        [-0.5, of(B)],
      ]),
      sum,
    );
    expectEqual(
      scaled(-3, of(A)),
      A.map((row) => row.map((a) => -3 * a)),
    );
  });

  test('shifts move the diagonal', () => {
    const moved = A.map((row, i) => row.map((a, j) => (i === j ? a + 1.5 : a)));
    expectEqual(shifted(of(A), 1.5), moved);
  });

  test('a block is that of the matrix', () => {
    const block = A.slice(2, 6).map((row) => row.slice(2, 6));
    expectEqual(restricted(of(A), { from: 2, to: 6 }), block);
  });

  test('deflation is (I − QQᵀ) A (I − QQᵀ)', () => {
    const q = rng(5).normals(9);
    const length = Math.sqrt(q.reduce((sum, x) => sum + x * x, 0));
    const u = q.map((x) => x / length);
    const P = u.map.bind(u);
    const projector = Array.from(u, (x, i) =>
      Float64Array.from(P((y) => -x * y)).map((y, j) => y + Number(i === j)),
    );
    const times = (X: Matrix, Y: Matrix): Matrix =>
      X.map((row) =>
        Float64Array.from(row, (__, j) => row.reduce((s, x, k) => s + x * Y[k]![j]!, 0)),
      );
    expectEqual(deflated(of(A), [u]), times(projector, times(A, projector)));
  });
});

test('deflating an eigenvector sets its eigenvalue to 0 and leaves the others', () => {
  const M = withSpectrum([5, 3, 1, -2], rng(6));
  // A power iteration on M, whose largest eigenvalue in magnitude is 5.
  let q = rng(7).normals(4);
  for (let k = 0; k < 200; k++) {
    q = product(M, q);
    const length = Math.sqrt(q.reduce((sum, x) => sum + x * x, 0));
    q = q.map((x) => x / length);
  }
  const D = deflated(operatorOf(M), [q]);
  const dense = Array.from({ length: 4 }, (_, i) =>
    D.matvec(Float64Array.from({ length: 4 }, (__, j) => Number(i === j))),
  );
  const found = jacobiEigenvalues(dense);
  for (const [i, x] of [-2, 0, 1, 3].entries()) expect(Math.abs(found[i]! - x)).toBeLessThan(1e-12);
});

test('a layer is its weights with the biases that follow', () => {
  expect(layers([[3, 4], [4], [4, 2], [2]])).toEqual([
    { from: 0, to: 16 },
    { from: 16, to: 26 },
  ]);
  expect(layers([[5]])).toEqual([{ from: 0, to: 5 }]);
  expect(
    layers([
      [2, 3],
      [3, 2],
    ]),
  ).toEqual([
    { from: 0, to: 6 },
    { from: 6, to: 12 },
  ]);
});

test('freeing a composed operator leaves its parts', () => {
  let freed = 0;
  const part = { ...operatorOf(A), dispose: () => void freed++ };
  for (const C of [
    scaled(2, part),
    shifted(part, 1),
    deflated(part, []),
    restricted(part, { from: 0, to: 1 }),
  ])
    C.dispose();
  expect(freed).toBe(0);
});

test('what does not fit is refused', () => {
  const a = operatorOf(A);
  expect(() => combination([])).toThrow('invalid operators; one size needed: ');
  expect(() =>
    combination([
      [1, a],
      [1, operatorOf([Float64Array.of(1)])],
    ]),
  ).toThrow('invalid operators; one size needed: 9, 1');
  expect(() => deflated(a, [new Float64Array(8)])).toThrow(
    'invalid basis; rows of 9 entries needed: 8',
  );
  for (const [from, to] of [
    [-1, 3],
    [3, 3],
    [4, 10],
    [Number.NaN, 2],
  ] as const)
    expect(() => restricted(a, { from, to })).toThrow(
      `invalid block; not within 0 … 9: ${from} … ${to}`,
    );
  expect(() => restricted(a, { from: 0, to: 3 }).matvec(new Float64Array(4))).toThrow(
    'invalid vector; 3 entries expected, 4 given',
  );
});
