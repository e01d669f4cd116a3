import { describe, expect, test } from 'vitest';
import { rng } from '../../../src/core/random.ts';
import { unbiasedHsic } from '../../../src/probes/similarity/independence.ts';
import { linearCka, linearCkaTable, plainCka } from '../../../src/probes/similarity/linear-cka.ts';
import { representation } from '../../../src/probes/similarity/representation.ts';
import { expectNear } from '../../support/expect-near.ts';

const normals = (name: string, n: number) => rng(4).fork(name).normals(n);

/** ⟨K̂, L̂⟩/(n(n − 3)) of U-centred Gram matrices, as Székely & Rizzo 2014, definition 3, write it. */
function hsicOfGrams(x: Float64Array, y: Float64Array, n: number): number {
  const [K, L] = [x, y].map((values) => uCentred(gram(values, n))) as [number[][], number[][]];
  let sum = 0;
  for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) sum += K[i]![j]! * L[i]![j]!;
  return sum / (n * (n - 3));
}

const gram = (x: Float64Array, n: number): number[][] => {
  const p = x.length / n;
  const row = (i: number) => x.subarray(i * p, (i + 1) * p);
  return Array.from({ length: n }, (_, i) =>
    Array.from({ length: n }, (__, j) => row(i).reduce((s, v, k) => s + v * row(j)[k]!, 0)),
  );
};

function uCentred(K: number[][]): number[][] {
  const n = K.length;
  const off = K.map((row, i) => row.map((v, j) => (i === j ? 0 : v)));
  const rows = off.map((row) => row.reduce((s, v) => s + v, 0));
  const all = rows.reduce((s, v) => s + v, 0);
  return off.map((row, i) =>
    row.map((v, j) =>
      i === j ? 0 : v - rows[i]! / (n - 2) - rows[j]! / (n - 2) + all / ((n - 1) * (n - 2)),
    ),
  );
}

const leaving = (x: Float64Array, n: number, i: number) => {
  const p = x.length / n;
  return x.filter((_, k) => Math.floor(k / p) !== i);
};

describe('the unbiased HSIC', () => {
  const n = 11;
  const x = normals('x', n * 3).map((v, k) => v + (k % 3) * 2);
  const y = normals('y', n * 4).map((v, k) => v + 0.7 * x[Math.floor(k / 4) * 3]!);
  const found = unbiasedHsic(representation(x, n), representation(y, n));

  test('is that of U-centred Gram matrices', () => {
    expectNear(found.all, hsicOfGrams(x, y, n), { rtol: 1e-11 });
  });

  test('and without each example that of the others', () => {
    for (let i = 0; i < n; i++)
      expectNear(found.without[i]!, hsicOfGrams(leaving(x, n, i), leaving(y, n, i), n - 1), {
        rtol: 1e-10,
        atol: 1e-12,
      });
  });

  test('is refused for four examples, and for two sides of other examples', () => {
    const four = representation(x.subarray(0, 12), 4);
    expect(() => unbiasedHsic(four, four)).toThrow('5 or more on both sides needed: 4, 4');
    expect(() => unbiasedHsic(representation(x, n), four)).toThrow(RangeError);
    expect(() => representation(x, 5)).toThrow('33 values do not divide among 5 examples');
  });
});

describe('linear CKA', () => {
  const n = 40;
  const x = normals('features', n * 3);

  test('is 1 of a representation that is turned, scaled and shifted', () => {
    const [c, s] = [Math.cos(0.7), Math.sin(0.7)];
    const turned = x.map((_, k) => {
      const at = k - (k % 3);
      const [a, b, d] = [x[at]!, x[at + 1]!, x[at + 2]!];
      return 3 * [c * a - s * b, s * a + c * b, -d][k % 3]! + 5;
    });
    const [one, other] = [representation(x, n), representation(turned, n)];
    const { value, stderr } = linearCka(one, other);
    expectNear(value, 1, { rtol: 1e-12 });
    expectNear(stderr, 0, { atol: 1e-12 });
    expectNear(plainCka(one, other), 1, { rtol: 1e-12 });
  });

  test('is near 0 of many features that have nothing to do with each other, where the plain one is near 1', () => {
    const [one, other] = ['a', 'b'].map((name) => representation(normals(name, n * 400), n));
    const { value, stderr } = linearCka(one!, other!);
    expect(Math.abs(value)).toBeLessThan(4 * stderr);
    expect(Math.abs(value)).toBeLessThan(0.1);
    expect(plainCka(one!, other!)).toBeGreaterThan(0.85);
  });

  test('of several with several is that of each pair, and 1 of each with itself', () => {
    const some = ['p', 'q', 'r'].map((name, k) =>
      representation(
        normals(name, n * (k + 2)).map((v, i) => v + x[i % x.length]!),
        n,
      ),
    );
    const table = linearCkaTable(some, some.slice(0, 2));
    expect(table.map((row) => row.length)).toEqual([2, 2, 2]);
    for (const [i, row] of table.entries())
      for (const [j, one] of row.entries()) {
        expect(one).toEqual(linearCka(some[i]!, some[j]!));
        if (i === j) expectNear(one.value, 1, { rtol: 1e-12 });
        else expect(one.value).toBeLessThan(0.9);
      }
    expectNear(table[0]![1]!.value, table[1]![0]!.value, { rtol: 1e-12 });
  });

  test('has no value where one side is the same of all examples', () => {
    const still = representation(new Float64Array(n), n);
    const { value, converged } = linearCka(representation(x, n), still);
    expect([value, converged]).toEqual([Number.NaN, false]);
  });

  const mixing = [
    [1, 0.5, 0, 0],
    [0, 2, -0.3, 0],
    [0.4, 0, 0.6, 1],
  ];
  const same = [0, 1, 2, 3].map((i) => [0, 1, 2, 3].map((j) => (i === j ? 1 : 0)));
  test.each([
    ['0.41', mixing, 1.5, 200],
    ['0.70', mixing, 0.3, 200],
    ['0.70, of few examples', mixing, 0.3, 60],
    ['0.96', same, 0.2, 60],
  ])(
    'the interval covers the closed form, %s, in 180 to 198 of 200 seeds',
    (_, W, noise, count) => {
      // y = W x + noise, x standard normal: Cov(x, y) = Wᵀ, Cov(y) = WWᵀ + s².
      const q = W.length;
      const square = (rows: readonly (readonly number[])[]) =>
        rows.flat().reduce((s, v) => s + v * v, 0);
      const covY = W.map((a, i) =>
        W.map((b, j) => a.reduce((s, v, k) => s + v * b[k]!, 0) + (i === j ? noise ** 2 : 0)),
      );
      const exact = square(W) / Math.sqrt(4 * square(covY));
      let covered = 0;
      for (let seed = 0; seed < 200; seed++) {
        const draws = rng(seed);
        const inputs = draws.fork('x').normals(count * 4);
        const eps = draws.fork('noise').normals(count * q);
        const outputs = eps.map((e, k) => {
          const at = 4 * Math.floor(k / q);
          return W[k % q]!.reduce((s, w, l) => s + w * inputs[at + l]!, noise * e);
        });
        const { interval } = linearCka(
          representation(inputs, count),
          representation(outputs, count),
        );
        if (interval![0] <= exact && exact <= interval![1]) covered++;
      }
      expect([covered >= 180, covered <= 198], `${covered} of 200`).toEqual([true, true]);
    },
  );
});
