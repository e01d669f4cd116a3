import { expect, test } from 'vitest';
import { rng } from '../../src/core/random.ts';
import { atMost, binomialTail, exactInterval, wilsonInterval } from '../../src/stats/proportion.ts';
import { expectNear } from '../support/expect-near.ts';

// Newcombe 1998, "Two-sided confidence intervals for the single proportion", table I, method 3.
test.each([
  [81, 263, 0.2553, 0.3662],
  [15, 148, 0.0624, 0.1605],
  [0, 20, 0, 0.1611],
  [1, 29, 0.0061, 0.1718],
])('the 95 %% interval of %d in %d is the published [%d, %d]', (successes, n, low, high) => {
  const interval = wilsonInterval(successes, n);
  expectNear(interval[0], low, { atol: 5e-5 });
  expectNear(interval[1], high, { atol: 5e-5 });
});

// The same table, method 5: Clopper and Pearson.
test.each([
  [81, 263, 0.2527, 0.3676],
  [15, 148, 0.0578, 0.1617],
  [0, 20, 0, 0.1684],
  [1, 29, 0.0009, 0.1776],
])('the exact 95 %% interval of %d in %d is the published [%d, %d]', (k, n, low, high) => {
  const interval = exactInterval(k, n);
  expectNear(interval[0], low, { atol: 6e-5 });
  expectNear(interval[1], high, { atol: 6e-5 });
});

test('binomial tails add up to 1 with what is below them, and do not vanish for many trials', () => {
  expectNear(binomialTail(10, 12, 0.5), 79 / 4096, { rtol: 1e-12 });
  expectNear(binomialTail(4, 9, 0.3) + atMost(3, 9, 0.3), 1, { rtol: 1e-12 });
  // The terms from 0 on are below 1e-308 here; by the central limit half, less the middle term's share.
  expectNear(binomialTail(5000, 10_000, 0.5), 0.5 + 0.5 * 0.0079788, { atol: 1e-6 });
  expect([binomialTail(0, 5, 0), binomialTail(1, 5, 0), binomialTail(5, 5, 1)]).toEqual([1, 0, 1]);
  expect(() => binomialTail(6, 5, 0.5)).toThrow(RangeError);
});

test('its ends solve (p̂ − p)² = z² p (1 − p) / n', () => {
  const z2 = 1.959963984540054 ** 2;
  for (const p of wilsonInterval(3, 7)) {
    expectNear((3 / 7 - p) ** 2, (z2 * p * (1 - p)) / 7, { rtol: 1e-12 });
  }
});

test('it reaches 0 and 1 exactly, and says nothing without trials', () => {
  expect(wilsonInterval(0, 7)[0]).toBe(0);
  expect(wilsonInterval(7, 7)[1]).toBe(1);
  expect(wilsonInterval(0, 0)).toEqual([0, 1]);
});

test('it covers p = 0.3 in 20 trials with the exact binomial probability', () => {
  // The exact coverage sums the binomial weights of the counts whose interval holds p.
  const [n, p, trials] = [20, 0.3, 4000];
  const covers = (k: number) => {
    const [low, high] = wilsonInterval(k, n);
    return low <= p && p <= high;
  };
  let exact = 0;
  let choose = 1;
  for (let k = 0; k <= n; k++) {
    if (covers(k)) exact += choose * p ** k * (1 - p) ** (n - k);
    choose *= (n - k) / (k + 1);
  }
  expectNear(exact, 0.95, { atol: 0.03 }); // Brown, Cai & DasGupta 2001, figure 5
  const stream = rng(1);
  let covered = 0;
  for (let trial = 0; trial < trials; trial++) {
    if (covers(stream.uniforms(n).filter((u) => u < p).length)) covered++;
  }
  expectNear(covered / trials, exact, { atol: 4 * Math.sqrt((exact * (1 - exact)) / trials) });
});

test.each([
  [8, 7, 'invalid successes; not at most n = 7: 8'],
  [-1, 7, 'invalid successes; not an integer in [0, 2⁵³): -1'],
  [1, Number.NaN, 'invalid n; not an integer in [0, 2⁵³): NaN'],
  [0.5, 7, 'invalid successes; not an integer in [0, 2⁵³): 0.5'],
])('%d successes in %d trials are refused', (successes, n, message) => {
  expect(() => wilsonInterval(successes, n)).toThrow(message);
});

test('a level outside (0, 1) is refused', () => {
  expect(() => wilsonInterval(1, 7, 1)).toThrow('invalid level; not in (0, 1): 1');
});
