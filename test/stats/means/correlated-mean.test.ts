import { expect, test } from 'vitest';
import { rng } from '../../../src/core/random.ts';
import { type Block, correlatedMean } from '../../../src/stats/means/correlated-mean.ts';
import { waitingInterval } from '../../../src/stats/waiting-time.ts';
import { expectNear } from '../../support/expect-near.ts';

const blockOf = (xs: ArrayLike<number>): Block => ({
  n: xs.length,
  sum: Array.from(xs).reduce((a, b) => a + b, 0),
  squares: Array.from(xs).reduce((a, b) => a + b * b, 0),
});

/** x_{k+1} = φ x_k + √(1 − φ²) ξ from its stationary law, of variance 1. */
function autoregression(n: number, phi: number, random: ReturnType<typeof rng>): Float64Array {
  const x = random.normals(n);
  for (let k = 1; k < n; k++) x[k] = phi * x[k - 1]! + Math.sqrt(1 - phi * phi) * x[k]!;
  return x;
}

/** Var x̄ of N of them, exactly; Priestley, Spectral Analysis and Time Series, 1981, eq. 5.3.5. */
const varianceOfMean = (N: number, phi: number) =>
  ((1 + phi) / (1 - phi) - (2 * phi * (1 - phi ** N)) / (N * (1 - phi) ** 2)) / N;

test.each([
  ['one long autoregression in 32 parts', 1, 32, 40, 0.7],
  ['40 autoregressions that hardly move, each a block', 40, 1, 10, 0.95],
])(
  '%s: error, interval and effective number are those of the closed form',
  (_, walkers, parts, length, phi) => {
    const random = rng(1);
    const N = walkers * parts * length;
    const truth = varianceOfMean(parts * length, phi) / walkers;
    let [square, covered, effective] = [0, 0, 0];
    const repeats = 800;
    for (let k = 0; k < repeats; k++) {
      const blocks = Array.from({ length: walkers }, () => {
        const x = autoregression(parts * length, phi, random);
        return Array.from({ length: parts }, (_, i) =>
          blockOf(x.slice(i * length, (i + 1) * length)),
        );
      }).flat();
      const found = correlatedMean(blocks);
      square += found.stderr ** 2 / repeats;
      effective += found.effective / repeats;
      if (found.interval[0] <= 0 && 0 <= found.interval[1]) covered += 1 / repeats;
    }
    expectNear(square, truth, { rtol: 0.08 });
    expect(covered).toBeGreaterThan(0.925);
    expect(covered).toBeLessThan(0.972);
    // s² is of variance 1, less what the mean takes; 1/stderr² is larger on the average by some 2/31.
    expectNear(effective, 1 / truth, { rtol: 0.15 });
    expect(effective).toBeLessThan(N / 2);
  },
);

test('equal blocks have the error of the mean of their means, unequal ones count by their size', () => {
  const [a, b, c] = [
    [1, 2],
    [4, 8],
    [3, 3],
  ] as const;
  const { mean, stderr } = correlatedMean([blockOf(a), blockOf(b), blockOf(c)]);
  expectNear(mean, 3.5, { rtol: 1e-15 });
  // Means 1.5, 6, 3 with variance 5.25.
  expectNear(stderr, Math.sqrt(5.25 / 3), { rtol: 1e-14 });
  const unequal = correlatedMean([blockOf([2, 2, 2]), blockOf([5]), blockOf([])]);
  expectNear(unequal.mean, 11 / 4, { rtol: 1e-15 });
  expectNear(unequal.stderr, Math.sqrt((2 * ((6 - 8.25) ** 2 + (5 - 2.75) ** 2)) / 16), {
    rtol: 1e-14,
  });
});

test('values that are all alike have no error, one block does not know it, none is no sample', () => {
  expect(correlatedMean([blockOf([1, 1]), blockOf([1, 1])])).toMatchObject({
    ...{ mean: 1, stderr: 0, effective: 4 },
  });
  const one = correlatedMean([blockOf([1, 2])]);
  expect(one.stderr).toBeNaN();
  expect(one.interval).toEqual([Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY]);
  expect(() => correlatedMean([blockOf([])])).toThrow(RangeError);
});

// Garwood 1936, table I: limits of the mean of a Poisson count at 95 %.
test.each([
  [1, 0.0253, 5.572],
  [10, 4.795, 18.39],
  [50, 37.11, 65.92],
])(
  '%d events in 100 hours: the mean waiting time is 100 over the published limits',
  (k, low, high) => {
    const [least, most] = waitingInterval(100, k);
    expectNear(least, 100 / high, { rtol: 1e-3 });
    expectNear(most, 100 / low, { rtol: 3e-3 });
  },
);

test('without an event a waiting time has a lower end alone', () => {
  const [least, most] = waitingInterval(100, 0);
  expectNear(least, 100 / 3.6889, { rtol: 1e-4 });
  expect(most).toBe(Number.POSITIVE_INFINITY);
  expect(() => waitingInterval(0, 1)).toThrow(RangeError);
  expect(() => waitingInterval(1, 0.5)).toThrow(RangeError);
});
