import { beforeAll, expect, test } from 'vitest';
import { openEngine } from '../../../src/engine/backend.ts';
import { expectNear } from '../../support/expect-near.ts';
import { expectNoLeaks } from '../../support/expect-no-leaks.ts';
import { smallRun } from '../../support/small-run.ts';

beforeAll(async () => {
  await openEngine('native');
});
expectNoLeaks();

const run = (measure: string) =>
  smallRun('{ method: gradient-descent, rate: 0.05 }', 'steps: 24', measure);

test('counts at the last look are those of the weights where the run ended, and all looks share bins', async () => {
  const { arrays, weights, scalars } = await run('weightHistograms: { every: 4, bins: 16 }');
  const { steps, times, edges, counts } = arrays.weightHistograms!;
  expect(steps).toEqual([0, 4, 8, 12, 16, 20, 24]);
  expectNear(times.at(-1)!, 24 * 0.05, { rtol: 1e-9 });
  expect(counts).toHaveLength(7 * weights.length);
  for (const [a, own] of weights.entries()) {
    const truth = edges
      .slice(1)
      .map((high, i) => [...own].filter((w) => edges[i]! <= w && w < high).length);
    expect(counts[6 * weights.length + a]).toEqual(truth);
  }
  const largest = Math.max(...weights.flatMap((w) => [...w].map(Math.abs)));
  expect(scalars.largestWeight!.value).toBe(largest);
  expect(largest).toBeLessThan(edges.at(-1)!);
});

test('gradients at the last look are counted as at the end, and looks are thinned where there are many', async () => {
  const { arrays, scalars } = await run(
    'gradientHistogram: { bins: 8 }, gradientHistograms: { every: 2, looks: 5, bins: 8 }, weightHistograms: { every: 2, looks: 5, bins: 8 }',
  );
  const along = arrays.gradientHistograms!;
  // 0, 2, …, 8 are five, of which 0, 4, 8 stay; 12 and 16 make five again, of which 0, 8, 16 stay, and 24.
  expect(along.steps).toEqual([0, 8, 16, 24]);
  expect(arrays.weightHistograms!.steps).toEqual(along.steps);
  const { edges, counts } = arrays.gradientHistogram!;
  expect(along.counts.slice(-counts.length)).toEqual(counts);
  for (const [i, e] of edges.entries())
    expectNear(along.edges[i]! * along.units.at(-1)!, e, { rtol: 1e-12, atol: 1e-15 });
  expect(scalars.lastGradientEntry!.value).toBe(scalars.gradientEntry!.value);
  // 30 examples, twice and the mean once, at eleven looks that were counted.
  expect(scalars.lastGradientEntry!.cost.gradients % 61).toBe(0);
});
