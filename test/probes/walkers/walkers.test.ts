import { describe, expect, test } from 'vitest';
import { normalCdf } from '../../../src/core/normal.ts';
import { rng } from '../../../src/core/random.ts';
import { blocksOf } from '../../../src/probes/walkers/blocks.ts';
import { boltzmannBins } from '../../../src/probes/walkers/boltzmann.ts';
import { firstPassage } from '../../../src/probes/walkers/first-passage.ts';
import { divergenceFrom } from '../../../src/probes/walkers/laplace.ts';
import { walkerHistogram } from '../../../src/probes/walkers/total-variation.ts';
import { walkerMean } from '../../../src/probes/walkers/walker-mean.ts';
import { parabola } from '../../../src/problems/toys/potential.ts';
import { doubleWell, twoWells } from '../../../src/problems/toys/wells.ts';
import { expectNear } from '../../support/expect-near.ts';
import { meanFirstPassage } from '../../support/mean-first-passage.ts';

describe('bins of exp(−U/T)', () => {
  test('of a parabola are those of a normal density of variance T/h', () => {
    const { edges, probabilities } = boltzmannBins(parabola(4), 0.5, 12);
    const below = edges.map((x) => normalCdf(x / Math.sqrt(0.5 / 4)));
    for (const [i, p] of probabilities.entries())
      expectNear(p, (below[i] ?? 1) - (below[i - 1] ?? 0), { atol: 1e-9 });
    expect(probabilities).toHaveLength(12);
    // U = 5T at the outermost edges.
    for (const x of [edges[0]!, edges.at(-1)!]) expectNear((4 * x * x) / 2, 2.5, { rtol: 1e-12 });
  });

  test('of a double well are even, and add up to 1', () => {
    const { probabilities } = boltzmannBins(doubleWell(1, 1), 0.3, 40);
    expectNear(
      probabilities.reduce((a, b) => a + b),
      1,
      { rtol: 1e-12 },
    );
    for (const [i, p] of probabilities.entries())
      expectNear(p, probabilities[39 - i]!, { rtol: 1e-9 });
  });
});

/** Looks at walkers that are each an autoregression of variance T/h = ¼, correlated by φ from one look to the next. */
function harmonic(walkers: number, looks: number, phi: number, seed: number, T = 1) {
  const random = rng(seed);
  const x = random.normals(walkers).map((xi) => (Math.sqrt(T) * xi) / 2);
  return Array.from({ length: looks }, (_, k) => {
    if (k > 0) {
      const xi = random.normals(walkers);
      for (let j = 0; j < walkers; j++)
        x[j] = phi * x[j]! + (Math.sqrt(T * (1 - phi * phi)) * xi[j]!) / 2;
    }
    return x.slice();
  });
}

test.each([
  ['many walkers that hardly move', 100, 20, 0.98],
  ['one walker for long', 1, 2000, 0.9],
])(
  'the variance of %s has an interval that holds T/h nineteen times in twenty',
  (_, walkers, looks, phi) => {
    let covered = 0;
    for (let seed = 0; seed < 200; seed++) {
      const mean = walkerMean(walkers, (x) => x * x);
      for (const [k, x] of harmonic(walkers, looks, phi, seed).entries()) mean.add(x, k / looks);
      const [low, high] = mean.found()!.interval;
      if (low <= 0.25 && 0.25 <= high) covered++;
    }
    expect(covered / 200).toBeGreaterThan(0.9);
    expect(covered / 200).toBeLessThan(0.985);
  },
);

test('walkers are blocks, few of them in equal parts of the window, so that there are 32 or more', () => {
  expect([1, 5, 31, 32, 33, 400].map((walkers) => blocksOf(walkers).count)).toEqual([
    32, 35, 62, 32, 33, 400,
  ]);
  const { of } = blocksOf(5);
  // Seven parts each.
  expect([0, 0.14, 0.15, 0.99, 1].map((share) => of(2, share))).toEqual([14, 14, 15, 20, 20]);
});

describe('the total variation of walkers that have the density', () => {
  const K = 20;
  const bins = boltzmannBins(parabola(4), 1, K);
  const found = (looks: number, phi: number, T = 1) =>
    Array.from({ length: 60 }, (_, seed) => {
      const histogram = walkerHistogram(200, bins);
      for (const x of harmonic(200, looks, phi, seed, T)) histogram.add(x, 0);
      return histogram.found()!;
    });
  const mean = (xs: readonly number[]) => xs.reduce((a, b) => a + b) / xs.length;

  test('of independent draws is its floor, near √(K/(2πN)), and N are counted', () => {
    const all = found(10, 0);
    expectNear(mean(all.map(({ floor }) => floor)), mean(all.map(({ distance }) => distance)), {
      rtol: 0.06,
    });
    // √(K/(2πN)) of equal bins; of unequal ones, in which the density is not the same, less.
    const { probabilities } = bins;
    const spread = probabilities.reduce((sum, p) => sum + Math.sqrt(p * (1 - p)), 0);
    expectNear(mean(all.map(({ floor }) => floor)), spread / Math.sqrt(2 * Math.PI * 2000), {
      rtol: 0.03,
    });
    expectNear(mean(all.map(({ effective }) => effective)), 2000, { rtol: 0.05 });
  });

  test('of correlated ones too, though they are fewer than they seem', () => {
    const all = found(20, 0.9);
    expectNear(mean(all.map(({ floor }) => floor)), mean(all.map(({ distance }) => distance)), {
      rtol: 0.06,
    });
    expect(mean(all.map(({ effective }) => effective))).toBeLessThan(2000);
  });

  test('of one walker for long as well, by what its parts of the window say', () => {
    const all = Array.from({ length: 60 }, (_, seed) => {
      const histogram = walkerHistogram(1, bins);
      for (const [k, x] of harmonic(1, 3000, 0.9, seed).entries()) histogram.add(x, k / 3000);
      return histogram.found()!;
    });
    expectNear(mean(all.map(({ floor }) => floor)), mean(all.map(({ distance }) => distance)), {
      rtol: 0.1,
    });
  });

  test('at half as much temperature again is that of the two densities', () => {
    const all = found(10, 0, 1.5);
    const other = boltzmannBins(parabola(4), 1, K).edges.map((x) =>
      normalCdf((2 * x) / Math.sqrt(1.5)),
    );
    const distance = bins.probabilities.reduce(
      (sum, p, i) => sum + Math.abs((other[i] ?? 1) - (other[i - 1] ?? 0) - p) / 2,
      0,
    );
    const off = all.map((one) => (one.distance - distance) / one.stderr);
    // The floor adds a little to bins that differ little.
    expect(Math.abs(mean(off))).toBeLessThan(1);
    expect(Math.sqrt(mean(off.map((z) => z * z)))).toBeLessThan(1.7);
  });
});

describe('first passage', () => {
  test('counts the time of walkers that never came, and half a look for those that did', () => {
    const passage = firstPassage(3, { at: () => 0, places: [-1, 0, 2] });
    expect(passage.found()).toBeUndefined();
    passage.add([-1, -1, 2], 10, true);
    expect(passage.found()).toBeUndefined();
    // The first is at the right minimum between 12 and 16; the third, which began on the right, at the left one by 20.
    passage.add([1.9, -1, 0], 12, true);
    passage.add([2.1, 1, -0.9], 16, true);
    passage.add([-1, 1.9, -1.2], 20, true);
    const { mean, escapes, stderr } = passage.found()!;
    expect(escapes).toBe(2);
    expectNear(mean, (4 + 10 + 8) / 2, { rtol: 1e-15 });
    expectNear(stderr, mean / Math.SQRT2, { rtol: 1e-15 });
  });

  test('of walkers that came before the window is as it was; the others need t₀ and what they still took', () => {
    const passage = firstPassage(4, { at: () => 0, places: [-1, 0, 1] });
    passage.add([-1, -1, -1, -1], 0, false);
    passage.add([1, -1, -1, -1], 2, false);
    passage.add([1, -1, -1, -1], 4, true);
    passage.add([1, 1, 1, -1], 10, true);
    // τ₁ = (3 + 3 + 6)/2, and τ = (1 + 3 · (4 + 6))/4.
    expectNear(passage.found()!.mean, 31 / 4, { rtol: 1e-15 });
    const spread = (1 + 3 * 100) / 4 - (31 / 4) ** 2;
    expectNear(passage.found()!.stderr, Math.sqrt(spread / 4 + (0.75 * 6) ** 2 / 2), {
      rtol: 1e-14,
    });
  });

  test('of walkers that have all come is their mean', () => {
    const passage = firstPassage(2, { at: () => 0, places: [-1, 0, 1] });
    passage.add([-1, -1], 0, false);
    passage.add([1, -1], 2, false);
    passage.add([1, 1], 6, false);
    passage.add([1, 1], 8, true);
    passage.add([1, 1], 9, true);
    const { mean, stderr } = passage.found()!;
    expectNear(mean, (1 + 4) / 2, { rtol: 1e-15 });
    expectNear(stderr, 1.5 / Math.SQRT2, { rtol: 1e-14 });
  });

  test('without an escape is only known from below', () => {
    const passage = firstPassage(2, { at: () => 0, places: [-1, 0, 1] });
    passage.add([-1, -1], 0, true);
    passage.add([-1, 0.5], 5, true);
    const { mean, stderr, interval } = passage.found()!;
    expect([mean, stderr, interval[1]]).toEqual([10, ...Array(2).fill(Number.POSITIVE_INFINITY)]);
  });

  test('the exact time of the oracle becomes that of Kramers where barriers are high', () => {
    for (const [U, hs] of [
      [doubleWell(1, 1), [8, 4]],
      [twoWells([4, 0.5], 2, 1), [4, 2]],
    ] as const) {
      const [left, , right] = U.places;
      const T = 1 / 30;
      const kramers = ((2 * Math.PI) / Math.sqrt(hs[0] * hs[1])) * Math.exp(1 / T);
      expectNear(meanFirstPassage(U.at, T, left, right) / kramers, 1, { atol: 0.02 });
    }
  });

  test.each([
    ['a double well', doubleWell(1, 1), 0.5],
    ['two wells', twoWells([4, 1], 4, 1), 0.4],
  ] as const)(
    'of Langevin dynamics in %s takes the exact mean time, though most walkers are cut off',
    (_, U, T) => {
      const [walkers, dt] = [1000, 0.01];
      const [left, , right] = U.places;
      const truth = meanFirstPassage(U.at, T, left, right);
      const random = rng(7);
      const x = new Float64Array(walkers).fill(left);
      const passage = firstPassage(walkers, U);
      passage.add(x, 0, false);
      // More than half of the walkers have not come in the end.
      for (let k = 1; k * dt < 0.7 * truth; k++) {
        const xi = random.normals(walkers);
        for (let j = 0; j < walkers; j++) {
          const slope = (U.at(x[j]! + 1e-6) - U.at(x[j]! - 1e-6)) / 2e-6;
          x[j] = x[j]! - slope * dt + Math.sqrt(2 * T * dt) * xi[j]!;
        }
        if (k % 4 === 0) passage.add(x, k * dt, k * dt > 0.3 * truth);
      }
      const { mean, stderr, escapes } = passage.found()!;
      expect(escapes / walkers).toBeGreaterThan(0.3);
      expect(escapes / walkers).toBeLessThan(0.5);
      // Steps of dt are off by a percent or two.
      expect(Math.abs(mean - truth)).toBeLessThan(3 * stderr + 0.02 * truth);
    },
  );
});

describe('the divergence of looks at one point from a normal density', () => {
  const mu = [3, -1];
  const precision = [
    [4, 1],
    [1, 2],
  ];
  // Σ has eigenvalues of its own along the axes, and the mean is off by δ.
  const [sigma, delta] = [[0.5, 0.3] as const, [0.1, -0.2] as const];
  const [tr, det] = [4 * sigma[0] + 2 * sigma[1], 7 * sigma[0] * sigma[1]];
  const off = 4 * delta[0] ** 2 + 2 * delta[0] * delta[1] + 2 * delta[1] ** 2;
  const truth = (tr + off - 2 - Math.log(det)) / 2;
  /** Looks of an autoregression that has this mean and covariance. */
  const found = (looks: number, phi: number, seed: number) => {
    const random = rng(seed).normals(2 * looks);
    const divergence = divergenceFrom({ mean: mu, precision });
    const z = [0, 0];
    for (let k = 0; k < looks; k++) {
      for (const j of [0, 1]) {
        const xi = random[2 * k + j]!;
        z[j] = k === 0 ? xi : phi * z[j]! + Math.sqrt(1 - phi * phi) * xi;
      }
      divergence.add(
        z.map((zj, j) => mu[j]! + delta[j]! + Math.sqrt(sigma[j]!) * zj),
        k / looks,
      );
    }
    return divergence.found()!;
  };

  test.each([
    ['independent', 64, 0],
    ['correlated', 3000, 0.9],
  ])(
    'is on the average that of the closed form, with the error that it says, of %s looks',
    (_, looks, phi) => {
      const all = Array.from({ length: 150 }, (_, seed) => found(looks, phi, seed));
      const mean = all.reduce((sum, { value }) => sum + value, 0) / all.length;
      const sd = Math.sqrt(
        all.reduce((sum, { value }) => sum + (value - mean) ** 2, 0) / (all.length - 1),
      );
      expect(Math.abs(mean - truth)).toBeLessThan((3.5 * sd) / Math.sqrt(all.length));
      // Without the jackknife it would be d(d + 3)/(4N) too large, which is far more than that.
      expectNear(all.reduce((sum, { stderr }) => sum + stderr, 0) / all.length, sd, { rtol: 0.2 });
    },
  );

  test('is not known of fewer looks than a covariance takes, or of looks on a line', () => {
    const divergence = divergenceFrom({ mean: mu, precision });
    expect(divergence.found()).toBeUndefined();
    divergence.add([3, 0], 0);
    expect(divergence.found()).toBeUndefined();
    for (let k = 0; k < 64; k++) divergence.add([k, 2 * k], k / 64);
    expect(divergence.found()).toBeUndefined();
  });
});
