import { expect, test } from 'vitest';
import { rng } from '../../../src/core/random.ts';
import { determinationOf } from '../../../src/probes/generalization/determination.ts';

const cost = { gradients: 1, hvps: 0, seconds: 0 };

test('it is 1 for targets met, 0 for their mean, and adds outputs up before dividing', () => {
  const y = [1, 10, 2, 10, 6, 40];
  expect(determinationOf(y, y, 2, cost)).toMatchObject({ value: 1, stderr: 0, converged: true });
  expect(determinationOf([3, 20, 3, 20, 3, 20], y, 2, cost).value).toBeCloseTo(0, 12);
  // Spread 4 + 1 + 9 of the first and 100 + 100 + 400 of the second output; of the first nothing is explained.
  expect(determinationOf([3, 10, 3, 10, 3, 40], y, 2, cost).value).toBeCloseTo(1 - 14 / 614, 12);
});

test('targets that are all alike have none', () => {
  expect(determinationOf([1, 2], [3, 3], 1, cost)).toMatchObject({
    value: Number.NaN,
    converged: false,
  });
});

test('intervals hold the R² of all examples in 90 to 99 % of samples', () => {
  // y = x + e with normal x and e of variances 1 and ½, answered by x: R² = 1 − ½/1.5.
  const held = Array.from({ length: 200 }, (_, seed) => {
    const x = rng(seed).fork('x').normals(80);
    const y = rng(seed)
      .fork('e')
      .normals(80)
      .map((e, i) => x[i]! + Math.SQRT1_2 * e);
    const [low, high] = determinationOf(x, y, 1, cost).interval!;
    return low <= 2 / 3 && 2 / 3 <= high;
  }).filter(Boolean).length;
  expect(held).toBeGreaterThanOrEqual(180);
  expect(held).toBeLessThanOrEqual(198);
});
