import { expect, test } from 'vitest';
import { layerStatistics } from '../../../src/probes/noise/layer-statistics.ts';
import { expectNear } from '../../support/expect-near.ts';

const cost = { gradients: 3, hvps: 0, seconds: 0 };
const point = {
  mean: Float64Array.of(3, 4, 1, 2, 0),
  variance: Float64Array.of(1, 4, 0.5, 0, 0),
  theta: Float64Array.of(1, 1, 1, 1, 1),
  previous: Float64Array.of(1, 4, 5, 1, 1),
  start: Float64Array.of(4, 5, 1, 1, 0),
  cost,
};

test('each layer has the norms and ratios of its own parameters', () => {
  const [first, second] = layerStatistics(
    [
      { from: 0, to: 2 },
      { from: 2, to: 5 },
    ],
    point,
  );
  expect(first!.gradient.value).toBe(5);
  expect(first!.noise.value).toBe(5);
  expect(first!.signalToNoise.value).toBe((9 + 4) / 2);
  expect(first!.update.value).toBe(3);
  expect(first!.distance.value).toBe(5);
  expect(first!.silent).toBe(0);
  // Of the second layer's three parameters one has noise.
  expect(second!.signalToNoise.value).toBe(2);
  expect(second!.silent).toBe(2);
  expect(second!.update.value).toBe(4);
  expect(second!.gradient.cost).toBe(cost);
});

test('norms of the whole network are those of its layers together', () => {
  const parts = layerStatistics(
    [
      { from: 0, to: 3 },
      { from: 3, to: 5 },
    ],
    point,
  );
  const [whole] = layerStatistics([{ from: 0, to: 5 }], point);
  for (const key of ['gradient', 'update', 'distance'] as const)
    expectNear(whole![key].value, Math.hypot(...parts.map((p) => p[key].value)), { rtol: 1e-14 });
  expectNear(whole!.noise.value, parts[0]!.noise.value + parts[1]!.noise.value, { rtol: 1e-14 });
});

test('a layer without noise has no signal-to-noise ratio', () => {
  const [found] = layerStatistics([{ from: 3, to: 5 }], point);
  expect(found!.signalToNoise.value).toBeNaN();
  expect(found!.signalToNoise.converged).toBe(false);
  expect(found!.gradient.converged).toBe(true);
});
