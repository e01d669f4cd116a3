import { describe, expect, test } from 'vitest';
import { rng } from '../../src/core/random.ts';
import { kendallTau, rankCorrelation } from '../../src/stats/rank.ts';
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

describe('rankCorrelation', () => {
  test.each([0, 0.8])(
    'covers the τ of normal pairs with ρ = %d at least as often as it says',
    (rho) => {
      // Greiner's relation: τ = (2/π) asin ρ.
      const truth = (2 / Math.PI) * Math.asin(rho);
      const [stream, trials] = [rng(1).fork('pairs'), 300];
      let covered = 0;
      let excludesZero = 0;
      for (let trial = 0; trial < trials; trial++) {
        const x = stream.normals(15);
        const y = x.map((value) => rho * value + Math.sqrt(1 - rho * rho) * stream.normal());
        const { interval } = rankCorrelation(x, y, stream.fork('boot', trial), { resamples: 300 });
        if (interval[0] <= truth && truth <= interval[1]) covered++;
        if (interval[0] > 0 || interval[1] < 0) excludesZero++;
      }
      // Resampling adds ties, which widen τ-b's interval: it errs on the safe side. Four binomial
      // deviations below the level. It must also tell 0.8 from nothing, mostly: the exact test of τ = 0
      // (standard error 0.19 against τ = 0.59) would nine times in ten, a wider interval less often.
      expect(covered / trials).toBeGreaterThan(0.95 - 4 * Math.sqrt((0.95 * 0.05) / trials));
      if (rho === 0.8) expect(excludesZero / trials).toBeGreaterThan(0.8);
      else expect(excludesZero / trials).toBeLessThan(0.1);
    },
  );

  test('of perfect agreement says less where values are tied', () => {
    const tied = [1, 1, 1, 1, 2, 2, 2, 2];
    // One disjoint pair: (1 + τ)/2 = 0.025.
    expectNear(rankCorrelation(tied, tied, rng(3)).interval[0], -0.95, { rtol: 1e-12 });
  });

  test('of a constant is NaN in [−1, 1]', () => {
    expect(rankCorrelation([1, 1], [1, 2], rng(4))).toEqual({
      n: 2,
      tau: Number.NaN,
      interval: [-1, 1],
    });
  });
});
