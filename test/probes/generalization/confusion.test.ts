import { expect, test } from 'vitest';
import { rng } from '../../../src/core/random.ts';
import { balancedAccuracy, confusionOf } from '../../../src/probes/generalization/confusion.ts';

const cost = { gradients: 1, hvps: 0, seconds: 0 };

test('examples are counted by their class and the class of their largest output', () => {
  const outputs = [0.1, 0.9, 0, 1, 1, 0, -3, -2, -1, 0.2, 0.1, 0];
  expect(confusionOf(outputs, Int32Array.of(1, 0, 2, 1), 3)).toEqual([
    [1, 0, 0],
    [1, 1, 0],
    [0, 0, 1],
  ]);
});

test('a class that is rare counts as much as one that is not, and one without examples not at all', () => {
  const { value, stderr } = balancedAccuracy(
    [
      [90, 10, 0],
      [2, 3, 0],
      [0, 0, 0],
    ],
    cost,
  );
  expect(value).toBeCloseTo((0.9 + 0.6) / 2, 12);
  expect(stderr).toBeCloseTo(Math.sqrt((0.9 * 0.1) / 99 + (0.6 * 0.4) / 4) / 2, 12);
  expect(
    balancedAccuracy(
      [
        [1, 0],
        [5, 5],
      ],
      cost,
    ).converged,
  ).toBe(false);
});

test('intervals hold the share of all examples in 90 to 99 % of samples', () => {
  const shares = [0.9, 0.7, 0.5];
  const truth = shares.reduce((a, b) => a + b, 0) / 3;
  const held = Array.from({ length: 200 }, (_, seed) => {
    const counts = shares.map((p, c) => {
      const right = rng(seed)
        .fork('class', c)
        .uniforms(40)
        .filter((u) => u < p).length;
      return shares.map((_, d) => (d === c ? right : d === (c + 1) % 3 ? 40 - right : 0));
    });
    const [low, high] = balancedAccuracy(counts, cost).interval!;
    return low <= truth && truth <= high;
  }).filter(Boolean).length;
  expect(held).toBeGreaterThanOrEqual(180);
  expect(held).toBeLessThanOrEqual(198);
});
