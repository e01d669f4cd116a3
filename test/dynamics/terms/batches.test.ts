import { describe, expect, test } from 'vitest';
import { rng } from '../../../src/core/random.ts';
import { batches, samplings, stepsPerEpoch } from '../../../src/dynamics/terms/batches.ts';

const n = 23;
const B = 5;
const sorted = (rows: Int32Array) => [...rows].sort((a, b) => a - b);
const everyRow = Array.from({ length: n }, (_, i) => i);

/** Rows of one epoch in the order visited. */
const epoch = (rows: (step: number) => Int32Array, e: number) =>
  Int32Array.from(
    Array.from({ length: stepsPerEpoch(n, B) }, (_, i) => [
      ...rows(e * stepsPerEpoch(n, B) + i),
    ]).flat(),
  );

describe('shuffled batches', () => {
  test('visit every row once an epoch, the last batch smaller', () => {
    const rows = batches(n, B, 'shuffled', rng(1));
    for (const e of [0, 1, 7]) expect(sorted(epoch(rows, e))).toEqual(everyRow);
    expect([0, 1, 2, 3, 4].map((step) => rows(step).length)).toEqual([5, 5, 5, 5, 3]);
  });

  test('visit them in another order each epoch', () => {
    const rows = batches(n, B, 'shuffled', rng(1));
    expect(epoch(rows, 1)).not.toEqual(epoch(rows, 0));
    expect(epoch(rows, 0)).not.toEqual(Int32Array.from(everyRow));
  });

  test('of all the examples are one batch a step', () => {
    const rows = batches(n, n, 'shuffled', rng(1));
    expect(sorted(rows(0))).toEqual(everyRow);
    expect(sorted(rows(1))).toEqual(everyRow);
  });
});

const steps = 4000;

/** How often each row was drawn, and in how many steps it occurred. */
function tally(sampling: 'with-replacement' | 'without-replacement') {
  const rows = batches(n, B, sampling, rng(2));
  const drawn = new Array<number>(n).fill(0);
  let repeated = 0;
  for (let step = 0; step < steps; step++) {
    const batch = rows(step);
    for (const row of batch) drawn[row]!++;
    if (new Set(batch).size < B) repeated++;
    expect(batch).toHaveLength(B);
  }
  return { drawn, repeated };
}

/** Five standard errors of a binomial count: missed by chance once in 10⁶ counts. */
const within = (count: number, draws: number, p: number) =>
  Math.abs(count - draws * p) < 5 * Math.sqrt(draws * p * (1 - p));

test('without replacement rows are distinct, each in a share B/n of the steps', () => {
  const { drawn, repeated } = tally('without-replacement');
  expect(repeated).toBe(0);
  for (const count of drawn) expect(within(count, steps, B / n)).toBe(true);
});

test('without replacement every pair of rows meets in a share B(B−1)/n(n−1) of the steps', () => {
  const rows = batches(n, B, 'without-replacement', rng(2));
  const met = new Map<string, number>();
  for (let step = 0; step < steps; step++) {
    const batch = sorted(rows(step));
    for (const [i, a] of batch.entries())
      for (const b of batch.slice(i + 1)) met.set(`${a},${b}`, (met.get(`${a},${b}`) ?? 0) + 1);
  }
  expect(met.size).toBe((n * (n - 1)) / 2);
  const p = (B * (B - 1)) / (n * (n - 1));
  for (const count of met.values()) expect(within(count, steps, p)).toBe(true);
});

test('with replacement draws are independent: rows equally often, repeats as in the birthday problem', () => {
  const { drawn, repeated } = tally('with-replacement');
  for (const count of drawn) expect(within(count, steps * B, 1 / n)).toBe(true);
  let distinct = 1;
  for (let k = 0; k < B; k++) distinct *= (n - k) / n;
  expect(within(repeated, steps, 1 - distinct)).toBe(true);
});

describe.each(samplings)('%s', (sampling) => {
  test('gives the same rows for the same step in any order of asking', () => {
    const asked = batches(n, B, sampling, rng(3));
    const forwards = Array.from({ length: 20 }, (_, step) => asked(step));
    const again = batches(n, B, sampling, rng(3));
    for (const step of [19, 3, 11, 0, 3]) expect(again(step)).toEqual(forwards[step]);
  });

  test('gives other rows for another step and another seed', () => {
    const rows = batches(n, B, sampling, rng(3));
    expect(rows(1)).not.toEqual(rows(0));
    expect(batches(n, B, sampling, rng(4))(0)).not.toEqual(rows(0));
  });

  test.each([0, -1, 24, 2.5, Number.NaN])('refuses a batch of %d of 23 examples', (size) => {
    expect(() => batches(n, size, sampling, rng(3))).toThrow(
      `invalid batch; not in 1 … 23: ${size}`,
    );
  });
});

test.each([
  [10, 5, 2],
  [11, 5, 3],
  [4, 4, 1],
])('%d examples in batches of %d take %d steps an epoch', (examples, size, expected) => {
  expect(stepsPerEpoch(examples, size)).toBe(expected);
});
