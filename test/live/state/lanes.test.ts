import { describe, expect, test } from 'vitest';
import { endOf, lanesOf, meetingsOf, stepsOf } from '../../../src/live/state/lanes.ts';
import { ranges } from '../../../src/live/state/ranges.ts';
import { companions, initialState } from '../../../src/live/state/state.ts';

describe('the methods that are trained side by side', () => {
  test('are gradient flow, gradient descent, SGD, and one more where that is asked for', () => {
    expect(lanesOf(initialState).map(({ id }) => id)).toEqual(['flow', 'descent', 'sgd']);
    for (const companion of companions.filter((name) => name !== 'none'))
      expect(lanesOf({ ...initialState, companion }).map(({ id }) => id)).toEqual([
        ...['flow', 'descent', 'sgd', 'companion'],
      ]);
  });

  test('have their edges of stability where these are known in closed form', () => {
    const edges = lanesOf({ ...initialState, companion: 'heavy-ball' }).map(({ edge }) => edge);
    expect(edges).toEqual([
      undefined,
      { value: 10, formula: '2/η' },
      undefined,
      { value: (2 + 2 * 0.9) / 0.2, formula: '(2 + 2β)/η' },
    ]);
  });

  test('have no batch that is larger than the training set', () => {
    const state = { ...initialState, train: 50, batch: 128, companion: 'larger-batch' } as const;
    const batches = lanesOf(state).flatMap(({ method }) => ('batch' in method ? method.batch : []));
    expect(batches).toEqual([50, 50]);
  });
});

test('all are looked at together at steps of gradient descent, a hundred times at most, and at the end', () => {
  for (const rate of ranges.rate.values)
    for (const time of ranges.time.values) {
      const state = { ...initialState, rate, time };
      const meetings = meetingsOf(state);
      expect(meetings[0]).toBe(0);
      expect(meetings.at(-1)).toBe(endOf(state));
      expect(meetings.length).toBeLessThanOrEqual(101);
      expect(Math.abs(endOf(state) - stepsOf(state) * rate)).toBeLessThan(1e-9 * time);
      for (const [i, at] of meetings.entries()) {
        if (i > 0) expect(at).toBeGreaterThan(meetings[i - 1]!);
        const steps = at / rate;
        expect(Math.abs(steps - Math.round(steps))).toBeLessThan(1e-6);
      }
    }
});
