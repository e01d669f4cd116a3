import { describe, expect, test } from 'vitest';
import { rng } from '../../src/core/random.ts';
import { atMost, type Interval } from '../../src/core/range.ts';
import { compare, judge, notReached, samplesNeeded } from '../../src/stats/judge.ts';
import { studentQuantile } from '../../src/stats/student.ts';
import { summary } from '../../src/stats/summary.ts';
import { expectNear } from '../support/expect-near.ts';

const predicted = { low: 1.9, high: 2.1 };

describe('judge', () => {
  test.each([
    [[1.98, 2.03], 'supported'],
    [[1.9, 2.1], 'supported'],
    [[2.05, 2.4], 'inconclusive'],
    [[1, 3], 'inconclusive'],
    [[2.1, 2.4], 'inconclusive'],
    [[2.3, 2.4], 'refuted'],
    [[0, 1], 'refuted'],
    [[-Infinity, Infinity], 'inconclusive'],
    [[Number.NaN, Number.NaN], 'inconclusive'],
  ] as const)('finds %j against [1.9, 2.1] %s', (interval, outcome) => {
    expect(judge(predicted, interval, 8).outcome).toBe(outcome);
  });

  test('says in one sentence what it saw', () => {
    expect(judge(predicted, [1.98, 2.03], 8)).toEqual({
      outcome: 'supported',
      predicted,
      measured: [1.98, 2.03],
      n: 8,
      reason: '[1.98, 2.03] (n = 8) lies inside the predicted [1.9, 2.1].',
    });
    expect(judge(atMost(-0.8), [-0.5, -0.1], 3).reason).toBe(
      '[−0.5, −0.1] (n = 3) lies outside the predicted [−∞, −0.8].',
    );
  });

  test('says how many samples an open question would take', () => {
    // The middle is 2.0, an edge 0.1 away: 0.59 of the standard deviation that t₇ = 2.36 tells from ±0.14.
    const verdict = judge(predicted, [1.86, 2.14], 8);
    expect(verdict.nNeeded).toBe(25);
    expect(verdict.reason).toBe(
      '[1.86, 2.14] (n = 8) is astride an edge of the predicted [1.9, 2.1]. About 25 samples would tell.',
    );
    expect(judge(predicted, [-Infinity, Infinity], 1)).not.toHaveProperty('nNeeded');
  });

  test('asks for no number of samples that nobody would take', () => {
    const verdict = judge(predicted, [1.1, 3.1], 3);
    expect(verdict).not.toHaveProperty('nNeeded');
    expect(verdict.reason).toBe(
      '[1.1, 3.1] (n = 3) is astride an edge of the predicted [1.9, 2.1]. ' +
        'No number of samples that is practical would tell.',
    );
    // On the edge: never.
    expect(judge({ low: 0, high: 4 }, [-1, 1], 5)).not.toHaveProperty('nNeeded');
  });

  test('refutes the truth, sitting on the prediction, no more often than the level allows', () => {
    const [stream, trials] = [rng(1), 2000];
    let refuted = 0;
    for (let trial = 0; trial < trials; trial++) {
      const { interval, n } = summary(stream.normals(5));
      if (judge({ low: 0, high: 0 }, interval, n).outcome === 'refuted') refuted++;
    }
    // A point prediction is refuted exactly when the interval misses it: 5 %, four binomial deviations.
    expectNear(refuted / trials, 0.05, { atol: 4 * Math.sqrt((0.05 * 0.95) / trials) });
  });
});

describe('samplesNeeded', () => {
  const above = { low: 0, high: Infinity };
  /** Student's interval of n values of mean 0.5 and standard deviation 1, about that very mean. */
  const intervalOf = (n: number, slack = 0): Interval => {
    const half = studentQuantile(0.975, n - 1) / Math.sqrt(n) + slack;
    return [0.5 - half, 0.5 + half];
  };

  test('is what tells four times in five, if middle and spread stay: 34 for half a deviation', () => {
    expect(samplesNeeded(above, intervalOf(8), 8)).toBe(34);
    expect(samplesNeeded({ low: -9, high: 0 }, intervalOf(8), 8)).toBe(34);
  });

  test('is ∞ beyond ten times the samples', () => {
    expect(samplesNeeded(above, intervalOf(4), 4)).toBe(34);
    expect(samplesNeeded(above, intervalOf(3), 3)).toBe(Infinity);
  });

  test('knows that brackets do not shrink with samples', () => {
    // 0.3 of a deviation is left to tell by seeds: 90 in the tables of power.
    expect(samplesNeeded(above, intervalOf(10, 0.2), 10, 0.2)).toBe(90);
    expect(samplesNeeded(above, intervalOf(10, 0.6), 10, 0.6)).toBe(Infinity);
  });

  test('is NaN where nothing is known', () => {
    expect(samplesNeeded(above, [-Infinity, Infinity], 1)).toBeNaN();
    expect(samplesNeeded(above, [Number.NaN, 1], 5)).toBeNaN();
  });
});

test('a regime that was not entered gives no verdict', () => {
  expect(notReached(predicted, 0, 'The run diverged at step 3.')).toEqual({
    outcome: 'not reached',
    predicted,
    measured: null,
    n: 0,
    reason: 'The run diverged at step 3.',
  });
});

describe('compare', () => {
  test.each([
    [[-2, -1], 0, 'below'],
    [[1, 2], 0, 'above'],
    [[-1, 1], 0, 'cannot tell'],
    [[0, 1], 0, 'cannot tell'],
    [[-1, 0], 0, 'cannot tell'],
    [[1, 2], 3, 'below'],
    [[-Infinity, Infinity], 0, 'cannot tell'],
    [[Number.NaN, -1], 0, 'cannot tell'],
    [[1, Number.NaN], 0, 'cannot tell'],
  ] as const)('of %j with %d: %s', (interval, against, answer) => {
    expect(compare(interval, against)).toBe(answer);
  });

  test('is against 0 unless told otherwise', () => {
    expect(compare([0.1, 0.2])).toBe('above');
  });
});
