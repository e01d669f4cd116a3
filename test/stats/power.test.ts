import { describe, expect, test } from 'vitest';
import { rng } from '../../src/core/random.ts';
import { sampleSize, smallestEffect, studentPower } from '../../src/stats/power.ts';
import { summary } from '../../src/stats/summary.ts';
import { expectNear } from '../support/expect-near.ts';

describe('studentPower', () => {
  test('is that of the one-sample test of R: power.t.test(n = 20, delta = 0.5, sd = 1)', () => {
    // R leaves out the wrong tail, P(T < −t) = 2e-5.
    expectNear(studentPower(0.5, 20), 0.5644829, { atol: 3e-5 });
  });

  test.each([2, 3, 10, 1000])('of no effect is the level, n = %d', (n) => {
    expectNear(studentPower(0, n), 0.05, { atol: 5e-5 });
    expectNear(studentPower(0, n, 0.9), 0.1, { atol: 5e-5 });
  });

  test.each([
    [4, 2],
    [2, 3],
    [1.5, 5],
    [-1.5, 5],
  ])('of a mean of %d standard deviations is the share of samples of %d that tell', (effect, n) => {
    const [stream, trials] = [rng(1).fork('power', n), 4000];
    let told = 0;
    for (let trial = 0; trial < trials; trial++) {
      const { interval } = summary(stream.normals(n).map((z) => z + effect));
      if (interval[0] > 0 || interval[1] < 0) told++;
    }
    const power = studentPower(effect, n);
    expectNear(told / trials, power, { atol: 4 * Math.sqrt((power * (1 - power)) / trials) });
  });

  test('refuses one value, of which nothing can be told', () => {
    expect(() => studentPower(1, 1)).toThrow('invalid n; not an integer in [2, 2⁵³): 1');
  });
});

describe('sampleSize', () => {
  // Cohen's small, medium and large effect: R's pwr.t.test(type = "one.sample") gives 198.15, 33.37, 14.30.
  test.each([
    [0.2, 199],
    [0.5, 34],
    [0.8, 15],
  ])('for an effect of %d is %d, rounded up from the published value', (effect, n) => {
    expect(sampleSize(effect, 1000)).toBe(n);
  });

  test('is ∞ where the most that one would do is too few', () => {
    expect(sampleSize(0.2, 198)).toBe(Number.POSITIVE_INFINITY);
    expect(sampleSize(0.2, 199)).toBe(199);
  });

  test('refuses an effect that is none', () => {
    expect(() => sampleSize(0, 10)).toThrow('invalid effect; not in (0, ∞): 0');
    expect(() => sampleSize(1, 1)).toThrow('invalid most; not an integer in [2, 2⁵³): 1');
  });
});

describe('smallestEffect', () => {
  test.each([2, 3, 5, 20])('of %d values is found with the power that was asked for', (n) => {
    expectNear(studentPower(smallestEffect(n), n), 0.8, { atol: 1e-5 });
    expectNear(studentPower(smallestEffect(n, { power: 0.9, level: 0.99 }), n, 0.99), 0.9, {
      atol: 1e-5,
    });
  });

  // R: power.t.test(n, power = 0.8, sd = 1, type = "one.sample")$delta.
  test.each([
    [10, 0.99601],
    [34, 0.49536],
  ])('of %d values is that of R', (n, effect) => {
    expectNear(smallestEffect(n), effect, { rtol: 2e-3 });
  });
});
