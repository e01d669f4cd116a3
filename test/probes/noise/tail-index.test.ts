import { beforeAll, describe, expect, test } from 'vitest';
import { type Rng, rng } from '../../../src/core/random.ts';
import { batches } from '../../../src/dynamics/terms/batches.ts';
import { openEngine } from '../../../src/engine/backend.ts';
import { noiseSamples } from '../../../src/probes/noise/noise-samples.ts';
import { hill, stableIndex } from '../../../src/probes/noise/tail-index.ts';
import { expectNoLeaks } from '../../support/expect-no-leaks.ts';
import { dot, meanOf, subtract } from '../../support/moments.ts';
import { relativeError } from '../../support/networks-and-losses.ts';
import { exampleGradients, smallMlp, withProblem } from '../../support/small-network.ts';

const pareto = (alpha: number, n: number, random: Rng) =>
  random.uniforms(n).map((u) => (1 - u) ** (-1 / alpha));

/** Symmetric α-stable draws: Chambers, Mallows & Stuck, JASA 71 (1976) 340–344. */
const stable = (alpha: number, n: number, random: Rng): Float64Array =>
  Float64Array.from({ length: n }, () => {
    const v = Math.PI * (random.uniform() - 0.5);
    const w = -Math.log(1 - random.uniform());
    const turned = Math.cos((1 - alpha) * v) / w;
    return (Math.sin(alpha * v) / Math.cos(v) ** (1 / alpha)) * turned ** ((1 - alpha) / alpha);
  });

describe('the Hill estimator', () => {
  test.each([0.8, 1.5, 3])('finds the index of a Pareto law within its error: %d', (alpha) => {
    const errors = Array.from({ length: 200 }, (_, seed) => {
      const found = hill(pareto(alpha, 1000, rng(seed)), 100);
      return (found.value - alpha) / found.stderr;
    });
    const size = Math.sqrt(errors.reduce((s, e) => s + e * e, 0) / errors.length);
    // Standardised errors have size 1; of 200, good to 5 %, and the asymptotics to about as much.
    expect(size).toBeGreaterThan(0.85);
    expect(size).toBeLessThan(1.2);
  });

  test('raises no alarm on power laws, and does on Gaussian tails', () => {
    const alarms = (draw: (random: Rng) => Float64Array) =>
      Array.from({ length: 100 }, (_, seed) => hill(draw(rng(seed)), 400)).filter(
        ({ converged, warning }) => !converged && warning!.startsWith('no power law'),
      ).length;
    expect(alarms((random) => pareto(1.5, 4000, random))).toBeLessThan(5);
    expect(alarms((random) => random.normals(4000).map(Math.abs))).toBeGreaterThan(95);
  });

  test('refuses more of the tail than there is, and negative values', () => {
    expect(() => hill([1, 2, 3], 2)).toThrow('invalid k');
    expect(() => hill(new Float64Array(9).fill(1), 9)).toThrow('not below the number of values 9');
    expect(() =>
      hill(
        Float64Array.from({ length: 20 }, (_, i) => i - 1),
        9,
      ),
    ).toThrow('invalid values');
  });
});

describe('the index of stable noise', () => {
  test.each([1, 1.5, 1.8])('is found within its error, without alarm: α = %d', (alpha) => {
    const found = Array.from({ length: 60 }, (_, seed) =>
      stableIndex(
        [0, 1, 2].map((s) => stable(alpha, 4000, rng(seed).fork('row', s))),
        10,
      ),
    );
    const errors = found.map(({ value, stderr }) => (value - alpha) / stderr);
    const size = Math.sqrt(errors.reduce((s, e) => s + e * e, 0) / errors.length);
    expect(size).toBeGreaterThan(0.7);
    expect(size).toBeLessThan(1.35);
    expect(found.filter(({ converged }) => converged).length).toBeGreaterThan(55);
  });

  test('is 2 for Gaussian noise, which the warning says', () => {
    const rows = [0, 1].map((s) => rng(1).fork('row', s).normals(4000));
    const found = stableIndex(rows, 10);
    expect(Math.abs(found.value - 2)).toBeLessThan(3 * found.stderr);
    expect(found.stderr).toBeLessThan(0.1);
    expect(found.warning).toBe('not told from a Gaussian, 2');
    expect(found.converged).toBe(true);
  });

  test('raises the alarm on a law of finite variance with heavy tails', () => {
    // A symmetric Pareto law of index 2.2 has a variance, so its sums end in a Gaussian.
    const found = Array.from({ length: 20 }, (_, seed) => {
      const random = rng(seed);
      const row = pareto(2.2, 40000, random).map((x) => x * random.sign());
      return stableIndex([row], 3);
    });
    const alarms = found.filter(({ warning }) => warning?.startsWith('not stable')).length;
    expect(alarms).toBeGreaterThan(15);
  });

  // Mini-batch noise of a network whose hidden units are all dead: shares of classes, and 0 but for round-off in many draws.
  test.each([4, 32])('raises the alarm on bounded noise on a lattice, of %d examples', (B) => {
    const alarms = Array.from({ length: 20 }, (_, seed) => {
      const rows = Array.from({ length: 8 }, (_, s) => {
        const random = rng(seed).fork('row', s);
        return Float64Array.from({ length: 512 }, () => {
          const heads = random.uniforms(B).filter((u) => u < 0.5).length;
          return heads / B - 0.5 + 1e-9 * random.normals(1)[0]!;
        });
      });
      return stableIndex(rows, 8);
    });
    // By itself the index would look like that of a heavy tail.
    expect(alarms.every(({ value }) => value < 1.2)).toBe(true);
    expect(alarms.filter(({ converged }) => converged)).toEqual([]);
  });

  test('raises the alarm on uniform noise, whose index is beyond 2', () => {
    const found = Array.from({ length: 20 }, (_, seed) => {
      const random = rng(seed);
      const rows = [0, 1, 2, 3].map((s) =>
        random
          .fork('row', s)
          .uniforms(4000)
          .map((u) => u - 0.5),
      );
      return stableIndex(rows, 8);
    });
    expect(found.filter(({ converged }) => converged).length).toBeLessThan(3);
  });

  test('would be misled by components of different sizes in one row', () => {
    const random = rng(4);
    const components = Array.from({ length: 40 }, (_, s) =>
      random
        .fork('row', s)
        .normals(320)
        .map((z) => 10 ** (s / 10) * z),
    );
    const apart = stableIndex(components, 10);
    expect(Math.abs(apart.value - 2)).toBeLessThan(3 * apart.stderr);
    // One draw after the other, its components side by side.
    const mixed = Float64Array.from(
      { length: 320 * 40 },
      (_, i) => components[i % 40]![Math.floor(i / 40)]!,
    );
    expect(stableIndex([mixed], 10).value).toBeLessThan(1.7);
  });

  test('an index without an upper bound has an interval without one', () => {
    // Draws that cancel in pairs: sums of ten are as small as one draw, and 1/α near 0.
    const z = rng(9).normals(200);
    const cancelling = Float64Array.from({ length: 400 }, (_, i) =>
      i % 2 === 0 ? z[i / 2]! : -0.9 * z[(i - 1) / 2]!,
    );
    const { value, interval } = stableIndex([cancelling], 10);
    expect(interval![0]).toBeLessThan(interval![1]);
    expect(interval![1]).toBe(Number.POSITIVE_INFINITY);
    expect(value).not.toBeNaN();
  });

  test('refuses rows that are too short or of different lengths', () => {
    expect(() => stableIndex([new Float64Array(100)], 10)).toThrow('rows of one length ≥ 320');
    expect(() => stableIndex([new Float64Array(400), new Float64Array(399)], 10)).toThrow(
      'invalid samples',
    );
    expect(() => stableIndex([], 10)).toThrow('invalid samples');
  });
});

describe('draws of the noise', () => {
  beforeAll(async () => {
    await openEngine('native');
  });
  expectNoLeaks();

  test('have the norms and projections of g_B − ∇L by the oracle', () => {
    const small = smallMlp('tanh', 'cross-entropy', 3, 12);
    const g = exampleGradients(small);
    const mean = meanOf(g);
    const draw = batches(12, 3, 'with-replacement', rng(8));
    const options = { mean, batches: draw, draws: 9, directions: 2, random: rng(3) };
    const found = withProblem(small, small.theta, (objective, theta) =>
      noiseSamples(objective, theta, options, 'double'),
    );
    const xis = Array.from({ length: 9 }, (_, k) =>
      subtract(meanOf(Array.from(draw(k), (i) => g[i]!)), mean),
    );
    expect(
      relativeError(
        found.norms,
        xis.map((xi) => Math.sqrt(dot(xi, xi))),
      ),
    ).toBeLessThan(1e-10);
    for (const [s, row] of found.projections.entries()) {
      const z = Float64Array.from(rng(3).fork('direction', s).signs(mean.length));
      const expected = xis.map((xi) => dot(z, xi) / Math.sqrt(mean.length));
      expect(relativeError(row, expected)).toBeLessThan(1e-10);
    }
    expect(found.cost.gradients).toBe(9);
  });
});
