import { expect, test } from 'vitest';
import { rng } from '../../src/core/random.ts';
import { permutationTest } from '../../src/stats/permutation.ts';
import { expectNear } from '../support/expect-near.ts';

test('looks once at every order of few units', () => {
  const seen = new Set<string>();
  const test = permutationTest(4, (order) => seen.add(order.join()).size, rng(0));
  expect(seen.size).toBe(24);
  expect(test).toMatchObject({ orders: 24, exact: true });
});

test('p is twice the share of orders at least as extreme on one side', () => {
  // The sum of the first two of 3, 6, 1, 2: only 6 with 3, in either order, reaches 9, in 2 · 2 of the 24 orders.
  const values = [3, 6, 1, 2];
  const statistic = (order: Int32Array) => values[order[0]!]! + values[order[1]!]!;
  expectNear(permutationTest(4, statistic, rng(0)).p, 8 / 24, { rtol: 1e-15 });
  // A middling one has most orders on either side, but p is no more than 1.
  const middle = (order: Int32Array) => Math.abs(values[order[0]!]! - values[order[1]!]! + 2);
  expect(permutationTest(4, middle, rng(0)).p).toBeLessThanOrEqual(1);
});

test('of many units counts drawn orders and the one seen, so that p is never 0', () => {
  const { p, orders, exact } = permutationTest(
    30,
    (order) => Number(order.every((u, i) => u === i)),
    rng(1),
  );
  expect(exact).toBe(false);
  expect(orders).toBe(10_000);
  expect(p).toBe(2 / 10_000);
});

test('depends on the stream alone', () => {
  const statistic = (order: Int32Array) => order[0]! - order[1]! + 5;
  const at = (seed: number) => permutationTest(20, statistic, rng(seed)).p;
  expect(at(3)).toBe(at(3));
  expect(at(3)).not.toBe(at(4));
});

test('of a statistic that is NaN p is NaN, and there must be a unit', () => {
  expect(permutationTest(3, () => Number.NaN, rng(0)).p).toBeNaN();
  expect(() => permutationTest(0, () => 1, rng(0))).toThrow(
    'invalid units; not an integer in [1, 2⁵³): 0',
  );
});
