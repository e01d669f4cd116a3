import { describe, expect, test } from 'vitest';
import { rng } from '../../src/core/random.ts';
import { atMost, type Interval } from '../../src/core/range.ts';
import { compare, judge, notReached, samplesNeeded } from '../../src/stats/judge.ts';
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
      because: '[1.98, 2.03] (n = 8) lies inside the predicted [1.9, 2.1].',
    });
    expect(judge(atMost(-0.8), [-0.5, -0.1], 3).because).toBe(
      '[−0.5, −0.1] (n = 3) lies outside the predicted [−∞, −0.8].',
    );
  });

  test('says how many samples an open question would take', () => {
    // Middle 2.0, edge 0.1 away, half-width 0.4: sixteen times the samples.
    const verdict = judge(predicted, [1.6, 2.4], 5);
    expect(verdict.nNeeded).toBe(80);
    expect(verdict.because).toBe(
      '[1.6, 2.4] (n = 5) is astride an edge of the predicted [1.9, 2.1]. About 80 samples would tell.',
    );
    expect(judge(predicted, [-Infinity, Infinity], 1)).not.toHaveProperty('nNeeded');
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

test('samplesNeeded shrinks the interval to touch the nearest edge', () => {
  const interval: Interval = [-1, 2];
  const n = 12;
  const needed = samplesNeeded({ low: 0, high: Infinity }, interval, n);
  expect(needed).toBe(108);
  expectNear(0.5 - 1.5 * Math.sqrt(n / needed), 0, { atol: 1e-15 });
});

test('a regime that was not entered gives no verdict', () => {
  expect(notReached(predicted, 0, 'The run diverged at step 3.')).toEqual({
    outcome: 'not reached',
    predicted,
    measured: null,
    n: 0,
    because: 'The run diverged at step 3.',
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
