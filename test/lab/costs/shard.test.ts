import { describe, expect, test } from 'vitest';
import { expectedWeight } from '../../../src/lab/costs/expected-cost.ts';
import { partOf } from '../../../src/lab/costs/shard.ts';
import type { Experiment, RunSpec } from '../../../src/lab/experiment/run-spec.ts';
import { flow, gd, sgd, spec } from '../../support/synthetic-runs.ts';

const seeds = (n: number) => Array.from({ length: n }, (_, i) => i);
const experiment = (specs: readonly RunSpec[], id = 'one'): Experiment => ({
  ...{ id, title: id, question: `${id}?`, specs },
});

/** A grid whose runs cost from a tenth of a second to minutes. */
const uneven = experiment([
  ...seeds(5).map((seed) => spec(flow, seed)),
  ...[0.001, 0.01, 0.1].flatMap((rate) => seeds(5).map((seed) => spec(gd(rate), seed))),
  ...[4, 64].flatMap((batch) => seeds(5).map((seed) => spec(sgd(batch), seed))),
  ...seeds(3).map((seed) => spec(gd(0.05), seed, { hidden: [400, 400] })),
]);
const partsOf = (all: readonly Experiment[], of: number) =>
  Array.from({ length: of }, (_, i) => partOf(all, { index: i + 1, of }));
const weight = (specs: readonly RunSpec[]) =>
  specs.reduce((sum, one) => sum + expectedWeight(one), 0);

describe('the shards of a grid', () => {
  test.each([1, 2, 3, 7, 33])('%i of them have every run once', (of) => {
    const parts = partsOf([uneven], of);
    const there = parts.flatMap(({ specs }) => specs);
    expect(there.length).toBe(uneven.specs.length);
    expect(new Set(there)).toEqual(new Set(uneven.specs));
    for (const { total, specs, has } of parts) {
      expect(total).toBe(uneven.specs.length);
      // In the order of the grid.
      expect(specs).toEqual(uneven.specs.filter(has));
    }
    expect(parts.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 12);
  });

  test.each([2, 3, 7])('%i of them have as much to do, as far as whole runs allow', (of) => {
    const loads = partsOf([uneven], of).map(({ specs }) => weight(specs));
    const largest = Math.max(...uneven.specs.map(expectedWeight));
    const best = Math.max(largest, weight(uneven.specs) / of);
    // Graham 1969: longest first, each to whom has least.
    expect(Math.max(...loads)).toBeLessThanOrEqual((4 / 3 - 1 / (3 * of)) * best * (1 + 1e-12));
    // Cut into pieces of equally many runs, the fullest would have twice that.
    const size = Math.ceil(uneven.specs.length / of);
    const cut = seeds(of).map((i) => weight(uneven.specs.slice(i * size, (i + 1) * size)));
    expect(Math.max(...cut)).toBeGreaterThan(1.5 * Math.max(...loads));
  });

  test('take turns where all runs cost the same', () => {
    const even = experiment(seeds(10).map((seed) => spec(gd(0.1), seed)));
    expect(partsOf([even], 3).map(({ specs }) => specs.map(({ seed }) => seed))).toEqual([
      [0, 3, 6, 9],
      [1, 4, 7],
      [2, 5, 8],
    ]);
  });

  test('are empty where there are more of them than runs', () => {
    const few = experiment([spec(gd(0.1), 0), spec(gd(0.1), 1)]);
    expect(partsOf([few], 5).map(({ specs }) => specs.length)).toEqual([1, 1, 0, 0, 0]);
    expect(partOf([few], { index: 5, of: 5 }).share).toBe(0);
  });

  test('have the runs of controls, and one that several experiments share once', () => {
    const [own, shared, other] = [0, 1, 2].map((seed) => spec(gd(0.1), seed)) as [
      ...[RunSpec, RunSpec, RunSpec],
    ];
    const one = {
      ...experiment([own, shared]),
      controls: [{ id: 'control', expected: {}, predictions: {} as never, specs: [own, other] }],
    };
    const parts = partsOf([one, experiment([shared], 'two')], 3);
    expect(parts.map(({ specs }) => specs)).toEqual([[own], [shared], [other]]);
  });
});
