import { describe, expect, test } from 'vitest';
import { rng } from '../../src/core/random.ts';
import { overSeeds } from '../../src/stats/over-seeds.ts';
import { summary } from '../../src/stats/summary.ts';
import { expectNear } from '../support/expect-near.ts';

describe('overSeeds', () => {
  test("is Student's interval of the mean, longer by the slack at either end", () => {
    const values = [1, 2, 4];
    const { mean, sd, interval } = summary(values);
    expect(overSeeds(values)).toEqual({ n: 3, mean, sd, interval, basis: 'seeds' });
    expect(overSeeds(values, { slack: 0.5 }).interval).toEqual([
      interval[0] - 0.5,
      interval[1] + 0.5,
    ]);
  });

  // Student 1908, "The probable error of a mean": extra sleep of ten patients under two drugs, in pairs.
  test("is Student's 1.58 [0.70, 2.46] of the differences of the sleep data", () => {
    const dextro = [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0];
    const laevo = [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4];
    const { n, mean, interval } = overSeeds(laevo.map((x, i) => x - dextro[i]!));
    expect(n).toBe(10);
    expectNear(mean, 1.58, { rtol: 1e-14 });
    // As R's t.test(…, paired = TRUE) prints.
    expectNear(interval![0], 0.7001142, { atol: 5e-8 });
    expectNear(interval![1], 2.4598858, { atol: 5e-8 });
  });

  test('one seed has no interval, whatever is known of its value', () => {
    const found = overSeeds([3], { slack: 0.1 });
    expect(found).toEqual({ n: 1, mean: 3, sd: null, interval: null, basis: 'one seed' });
  });

  test('seeds that agree to rounding have none either: a spread of 0 would make anything certain', () => {
    const found = overSeeds([3, 3 + 1e-9, 3], { resolution: 1e-8 });
    expect(found).toMatchObject({ n: 3, interval: null, basis: 'no spread' });
    expect(overSeeds([3, 3 + 1e-9, 3]).basis).toBe('seeds');
  });

  test('but what is known of the values themselves, where they have a bracket', () => {
    expect(overSeeds([3, 3], { slack: 0.25 })).toMatchObject({
      interval: [2.75, 3.25],
      basis: 'measurement',
    });
  });

  test.each([2, 3, 5])(
    'covers the mean at least as often as it says under any bias within the slack, n = %d',
    (n) => {
      const [stream, trials, slack] = [rng(1).fork('bias', n), 4000, 0.3];
      for (const bias of [0, -slack, slack]) {
        let covered = 0;
        for (let trial = 0; trial < trials; trial++) {
          const [low, high] = overSeeds(
            [...stream.normals(n)].map((z) => z + bias),
            { slack },
          ).interval!;
          if (low <= 0 && 0 <= high) covered++;
        }
        expect(covered / trials).toBeGreaterThan(0.95 - 4 * Math.sqrt((0.95 * 0.05) / trials));
      }
    },
  );

  test('refuses no seed', () => {
    expect(() => overSeeds([])).toThrow('invalid sample; not at least one value: empty');
  });
});

test('a mean that lies on 0 is told from it once in 20 times', () => {
  const [stream, trials] = [rng(2), 4000];
  let told = 0;
  for (let trial = 0; trial < trials; trial++) {
    const [low, high] = overSeeds([...stream.normals(3)]).interval!;
    if (low > 0 || high < 0) told++;
  }
  expectNear(told / trials, 0.05, { atol: 4 * Math.sqrt((0.05 * 0.95) / trials) });
});
