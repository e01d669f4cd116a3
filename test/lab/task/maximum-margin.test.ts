import { expect, test } from 'vitest';
import { rng } from '../../../src/core/random.ts';
import { labelled } from '../../../src/lab/task/draws.ts';
import { maximumMargin } from '../../../src/lab/task/maximum-margin.ts';

/** minᵢ yᵢxᵢᵀw of a unit vector. */
const marginOf = (x: Float64Array, labels: readonly number[], w: ArrayLike<number>) =>
  Math.min(
    ...labels.map((y, i) => {
      let z = 0;
      for (let k = 0; k < w.length; k++) z += x[i * w.length + k]! * w[k]!;
      return y * z;
    }),
  );

test.each([1, 2, 3, 4, 5])('in the plane no angle has a larger margin, seed %i', (seed) => {
  const { x, labels } = labelled(60, 2, true, rng(seed));
  const w = maximumMargin(x, labels);
  const best = marginOf(x, labels, w);
  expect(Math.hypot(...w)).toBeCloseTo(1, 14);
  expect(best).toBeGreaterThan(0.49);
  for (let k = 0; k < 20_000; k++) {
    const angle = (2 * Math.PI * k) / 20_000;
    const other = marginOf(x, labels, [Math.cos(angle), Math.sin(angle)]);
    expect(other).toBeLessThan(best + 1e-9);
  }
});

test('in ten dimensions it is a positive combination of the examples at the margin, which is what makes it the largest', () => {
  const [n, d] = [200, 10];
  const { x, labels } = labelled(n, d, true, rng(7));
  const w = maximumMargin(x, labels);
  const best = marginOf(x, labels, w);
  // No small turn of w raises the margin.
  const draws = rng(8);
  for (let k = 0; k < 2000; k++) {
    const size = 10 ** -(1 + (k % 5));
    const v = w.map((wk) => wk + size * draws.normal());
    const norm = Math.hypot(...v);
    expect(
      marginOf(
        x,
        labels,
        v.map((vk) => vk / norm),
      ),
    ).toBeLessThan(best + 1e-10);
  }
});

test('classes that overlap have none', () => {
  const { x, labels } = labelled(30, 2, false, rng(1));
  expect(() => maximumMargin(x, labels)).toThrow('not separable');
});
