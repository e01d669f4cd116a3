import { describe, expect, test } from 'vitest';
import { row, verdictOn } from '../../support/claims-table.ts';

/** Five numbers whose every summary is known: mean 3, Σ(x − 3)² = 14, so that the variance is 3.5. */
const list = [1, 2, 5, 5, 2];
const of = (entries: readonly number[]) => () => Float64Array.from(entries);
/** Seeds that differ a little, since without a spread there is no interval. */
const rows = [1, 2, 3].flatMap((seed) =>
  [1, 2].map((rate) => {
    const size = rate * (1 + 1e-6 * (seed - 2));
    return row({ axes: { rate }, seed, arrays: { norms: of(list.map((x) => size * x)) } });
  }),
);
const value = (expression: string, on = rows) =>
  verdictOn({ value: { of: expression }, where: 'rate = 1', in: 'any' }, on, {
    arms: { twice: { rate: 2 } },
  });

describe('an array that is measured once a run', () => {
  test.each([
    ['mean(norms)', 3],
    ['sum(norms)', 15],
    ['min(norms)', 1],
    ['max(norms)', 5],
    ['var(norms)', 3.5],
    ['sd(norms)', Math.sqrt(3.5)],
    ['first(norms)', 1],
    ['last(norms)', 2],
    ['max(norms)/sqrt(mean(norms))', 5 / Math.sqrt(3)],
    ['norm(norms)', Math.sqrt(59)],
    ['max(norms[twice]) - max(norms)', 5],
    ['sum(norms[twice] - norms/2)', 22.5],
    ['max(norms^2)', 25],
  ])('%s is %d', (expression, wanted) => {
    const found = value(expression);
    expect(found.verdict).toBe('measured');
    expect(found.estimate).toBeCloseTo(wanted, 9);
  });

  // Entry by entry: the mean of the two arms, and the trace of their covariance, Σ (x/√2)².
  test.each([
    ['max(mean(norms, over = rate))', 7.5],
    ['var(norms, over = rate)', 59 / 2],
  ])('%s is %d over both arms', (expression, wanted) => {
    const found = verdictOn({ value: { of: expression }, in: 'any' }, rows);
    expect(found.estimate).toBeCloseTo(wanted, 9);
  });

  test.each([
    ['not finite', [1, Number.POSITIVE_INFINITY], /max\(…\) of what is not finite throughout/],
    ['not a number', [1, Number.NaN], /not finite throughout/],
    ['empty', [], /empty array/],
  ])('has no largest entry where it is %s', (_, entries, reason) => {
    const odd = [1, 2, 3].map((seed) =>
      row({ axes: { rate: 1 }, seed, arrays: { norms: of(entries) } }),
    );
    const found = value('max(norms)', [...odd, ...rows.slice(1, 2)]);
    expect(found.verdict).toBe('undefined');
    expect(JSON.stringify(found)).toMatch(reason);
  });

  test('is missing where a run has none, or did not end as asked', () => {
    const without = rows.map((one) =>
      one.seed < 3 ? row({ axes: one.axes, seed: one.seed }) : one,
    );
    expect(value('max(norms)', without)).toMatchObject({ verdict: 'undefined' });
    const died = rows.map((one) => ({ ...one, ending: 'diverged' }));
    expect(JSON.stringify(value('max(norms)', died))).toMatch(/ended as diverged/);
  });

  test('is read where a statement names it alone', () => {
    let reads = 0;
    const counted = rows.map((one) => ({
      ...one,
      arrays: {
        ...one.arrays,
        other: () => {
          reads++;
          return Float64Array.of(1);
        },
      },
    }));
    value('max(norms)', counted);
    expect(reads).toBe(0);
    value('max(other)', counted);
    expect(reads).toBeGreaterThan(0);
  });
});
