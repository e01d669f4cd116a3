import { describe, expect, test } from 'vitest';
import { rng } from '../../src/core/random.ts';
import { summary } from '../../src/stats/summary.ts';
import { welch } from '../../src/stats/welch.ts';
import { expectNear } from '../support/expect-near.ts';

describe('welch', () => {
  test('is Student’s interval of one sample where the other has no spread', () => {
    const xs = [1.2, 0.7, 1.9, 1.4];
    const found = welch(xs, [0.5, 0.5, 0.5]);
    const { stderr, interval } = summary(xs);
    expectNear(found.degrees, 3, { rtol: 1e-12 });
    expectNear(found.stderr, stderr, { rtol: 1e-12 });
    expectNear(found.interval[0], interval[0] - 0.5, { rtol: 1e-12 });
    expectNear(found.edges.below(found.interval[1]), 0.025, { rtol: 1e-9 });
  });

  test('holds the difference of means of unequal spread in 95 of 100', () => {
    const [stream, trials] = [rng(3), 4000];
    let held = 0;
    for (let trial = 0; trial < trials; trial++) {
      const [low, high] = welch(
        [...stream.normals(4)],
        [...stream.normals(9)].map((z) => 1 + 5 * z),
      ).interval;
      if (low <= -1 && -1 <= high) held++;
    }
    expectNear(held / trials, 0.95, { atol: 0.02 });
  });

  test('is Student’s pooled test for two samples of one size and spread', () => {
    const found = welch([1, 2, 3], [5, 6, 7]);
    expectNear(found.degrees, 4, { rtol: 1e-12 });
    expectNear(found.stderr, Math.sqrt(2 / 3), { rtol: 1e-12 });
  });

  test('wants two values each', () => {
    expect(() => welch([1], [1, 2])).toThrow('invalid samples; not two values each: 1 and 2');
  });
});
