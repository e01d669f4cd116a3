import { describe, expect, test } from 'vitest';
import { rng } from '../../src/core/random.ts';
import { kendallTau, rankAgreement } from '../../src/stats/rank.ts';
import { expectNear } from '../support/expect-near.ts';

// Hollander & Wolfe 1973, p. 187: colour of tuna against its rated quality; τ = 16/36.
const tuna = {
  x: [44.4, 45.9, 41.9, 53.3, 44.7, 44.1, 50.7, 45.2, 60.1],
  y: [2.6, 3.1, 2.5, 5.0, 3.6, 4.0, 5.2, 2.8, 3.8],
};

describe('kendallTau', () => {
  test('is 16/36 on the tuna of Hollander and Wolfe', () => {
    expectNear(kendallTau(tuna.x, tuna.y), 16 / 36, { rtol: 1e-15 });
  });

  test('with ties is τ-b, counted by hand', () => {
    // Ten pairs: two concordant, six discordant, two tied in x, one of these in y as well.
    expectNear(kendallTau([12, 2, 1, 12, 2], [1, 4, 7, 1, 0]), -4 / Math.sqrt(8 * 9), {
      rtol: 1e-15,
    });
  });

  test('is 1 and −1 for monotone data, however curved', () => {
    const x = [1, 2, 3, 10];
    expect(kendallTau(x, x.map(Math.exp))).toBe(1);
    expect(
      kendallTau(
        x,
        x.map((value) => -(value ** 3)),
      ),
    ).toBe(-1);
    expect(kendallTau([1, 2, 2], [5, 7, 7])).toBe(1);
  });

  test('takes ∞ as a value like any other', () => {
    expect(kendallTau([1, 2, Infinity, 4], [1, 2, Infinity, 4])).toBe(1);
  });

  test('is NaN where a variable is constant or a value is NaN', () => {
    expect(kendallTau([1, 1, 1], [1, 2, 3])).toBeNaN();
    expect(kendallTau([1, 2, Number.NaN], [1, 2, 3])).toBeNaN();
    expect(kendallTau([1], [1])).toBeNaN();
  });

  test('refuses samples of unequal length', () => {
    expect(() => kendallTau([1, 2], [1])).toThrow('invalid pairs; not of equal length: 2 and 1');
  });
});

describe('rankAgreement', () => {
  /** All orders of 0 … n−1, one after another. */
  const ordersOf = (n: number): number[][] =>
    n === 0
      ? [[]]
      : ordersOf(n - 1).flatMap((order) =>
          Array.from({ length: n }, (_, i) => [...order.slice(0, i), n - 1, ...order.slice(i)]),
        );

  test('is the mean τ-b of the clusters, with p counted over all orders of the units', () => {
    const [clusters, units] = [3, 5];
    const stream = rng(1);
    const draw = () => Array.from({ length: clusters }, () => [...stream.normals(units)]);
    const [xs, ys] = [draw(), draw()];
    ys[1]![2] = ys[1]![4]!; // a tie
    const tauOf = (order: readonly number[]) =>
      xs.reduce(
        (sum, x, c) =>
          sum +
          kendallTau(
            x,
            order.map((unit) => ys[c]![unit]!),
          ),
        0,
      ) / clusters;
    const all = ordersOf(units).map(tauOf);
    const found = rankAgreement(xs, ys, rng(2));
    expectNear(found.tau, tauOf([0, 1, 2, 3, 4]), { rtol: 1e-12 });
    const above = all.filter((tau) => tau >= found.tau - 1e-9).length;
    const below = all.filter((tau) => tau <= found.tau + 1e-9).length;
    expect(found).toMatchObject({ clusters, units, exact: true });
    expectNear(found.p, (2 * Math.min(above, below)) / 120, { rtol: 1e-12 });
  });

  test('of many units draws orders: p of the tuna is the published 0.1194', () => {
    const { p, exact } = rankAgreement([tuna.x], [tuna.y], rng(3));
    expect(exact).toBe(false);
    expectNear(p, 0.1194, { atol: 4 * Math.sqrt((0.1194 * 0.8806) / 9999) });
  });

  test.each([
    [2, 1],
    [3, 1 / 3],
    [4, 1 / 12],
    [5, 1 / 60],
  ])('perfect agreement of %d units has p = %d, however many clusters repeat it', (units, p) => {
    const x = Array.from({ length: units }, (_, i) => i);
    const found = rankAgreement([x, x, x], [x, x, x], rng(4));
    expectNear(found.p, p, { rtol: 1e-12 });
    expectNear(found.leastP, p, { rtol: 1e-12 });
  });

  test('leaves out clusters where a variable is constant, and has no τ where none is left', () => {
    const found = rankAgreement(
      [
        [1, 2, 3],
        [5, 5, 5],
      ],
      [
        [1, 2, 3],
        [3, 2, 1],
      ],
      rng(5),
    );
    expect(found).toMatchObject({ clusters: 1, tau: 1 });
    const none = rankAgreement([[1, 1, 1]], [[1, 2, 3]], rng(5));
    expect(none).toMatchObject({ clusters: 0, tau: Number.NaN, p: Number.NaN });
  });

  test('refuses clusters of unequal size', () => {
    expect(() => rankAgreement([[1, 2]], [[1, 2, 3]], rng(6))).toThrow('not of equal length');
    expect(() => rankAgreement([[1, 2], [1]], [[1, 2], [1]], rng(6))).toThrow(
      'not of equal length',
    );
    expect(() => rankAgreement([[1, 2]], [], rng(6))).toThrow('not of equal length');
  });

  // What a unit brings to every cluster must not be counted once a cluster: the units are few.
  test.each([
    ['nothing in common', 0, 0],
    ['effects of the units, the same in every cluster', 3, 0],
    ['effects of the clusters', 0, 3],
  ])(
    'unrelated variables with %s are called related no more often than 1 in 20',
    (_, unit, cluster) => {
      const [clusters, units, trials] = [4, 5, 1000];
      const stream = rng(7).fork('null', unit, cluster);
      let called = 0;
      for (let trial = 0; trial < trials; trial++) {
        const shared = stream.normals(clusters);
        const draw = () => {
          const effects = stream.normals(units);
          return Array.from({ length: clusters }, (_, c) =>
            Array.from(effects, (e) => unit * e + cluster * shared[c]! + stream.normal()),
          );
        };
        if (rankAgreement(draw(), draw(), stream).p <= 0.05) called++;
      }
      // p is exact: four binomial deviations above the level.
      expect(called / trials).toBeLessThan(0.05 + 4 * Math.sqrt((0.05 * 0.95) / trials));
    },
  );
});
