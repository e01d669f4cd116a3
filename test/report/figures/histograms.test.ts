import { describe, expect, test } from 'vitest';
import { rng } from '../../../src/core/random.ts';
import type { Run } from '../../../src/lab/records/record.ts';
import { sharesAlong, tilesOf } from '../../../src/report/figures/histograms/shares-along.ts';
import { figuresOf } from '../../support/all-figures.ts';
import { gd, run, sgd, spec } from '../../support/synthetic-runs.ts';

/** Counts of two arrays, of 200 and of 8 entries, at these steps between four edges. */
const counted = (steps: readonly number[], seed = 1) => ({
  ...{ steps, times: steps.map((s) => s / 10), edges: [-2, -1, 0, 1, 2] },
  counts: steps.flatMap((_, k) =>
    [200, 8].map((size, a) => {
      const cuts = Array.from(
        rng(seed)
          .fork('cut', 2 * k + a)
          .normals(size),
        (z) => Math.floor(Math.max(-2, Math.min(1.99, z))),
      );
      return [-2, -1, 0, 1].map((bin) => cuts.filter((c) => c === bin).length);
    }),
  ),
});

const CLASSES = [0.001, 0.003, 0.01, 0.03, 0.1, 0.3];
const classOf = (share: number) => CLASSES.filter((bound) => share >= bound).length;

describe('shares along a run', () => {
  const arrays = counted([0, 10, 20, 40]);

  test('are those of the counts, and the tiles say the class of every look and bin', () => {
    const found = sharesAlong(arrays, 0);
    expect(found.steps).toEqual([0, 5, 15, 30, 40]);
    const drawn = tilesOf(found);
    for (const [k, step] of arrays.steps.entries())
      for (let b = 0; b < 4; b++) {
        const share = arrays.counts[2 * k]![b]! / 200;
        expect(found.shares[k]![b]).toBeCloseTo(share, 14);
        const at = step + (step === 0 ? 1 : step === 40 ? -1 : 0);
        const y = arrays.edges[b]! + 0.5;
        const there = drawn.filter(
          (tile) => tile.x[0] < at && at < tile.x[1] && tile.y[0] < y && y < tile.y[1],
        );
        expect(there.map(({ shade }) => Math.round(6 * shade))).toEqual(
          share === 0 ? [] : [classOf(share)],
        );
      }
  });

  test('leave out what lies beyond the edges, and looks without counts', () => {
    const beyond = {
      ...{ steps: [0, 1, 2], times: [0, 1, 2], edges: [0, 1, 2] },
      counts: [[10, 40, 50, 0], [], [0, 0, 5, 5]],
    };
    const found = sharesAlong(beyond, 0);
    expect(found.shares).toEqual([[0.4, 0.5], [], [0, 0.5]]);
    expect(found.beyond).toBe(0.5);
    expect(tilesOf(found).map(({ x, y }) => [...x, ...y])).toEqual([
      [0, 0.5, 0, 1],
      [0, 0.5, 1, 2],
      [1.5, 2, 1, 2],
    ]);
  });

  test('are means of neighbouring looks where there are many', () => {
    const steps = Array.from({ length: 101 }, (_, k) => k);
    const many = counted(steps, 3);
    const found = sharesAlong(many, 1);
    expect(found.shares).toHaveLength(34);
    expect([found.steps[0], found.steps[1], found.steps.at(-1)]).toEqual([0, 2.5, 100]);
    const mean = [3, 4, 5].reduce((s, k) => s + many.counts[2 * k + 1]![2]! / 8 / 3, 0);
    expect(found.shares[1]![2]).toBeCloseTo(mean, 14);
  });
});

describe('the figures of histograms', () => {
  const with_ = (arrays: Run['arrays'], rate = 0.1, seed = 0): Run => ({
    ...run(spec(gd(rate), seed), {}),
    arrays,
  });

  test('are a heat map for each array of weights, with a key of the shades that it has', () => {
    const figures = figuresOf([with_({ weightHistograms: counted([0, 10, 20, 40]) })]);
    const own = figures.filter(({ id }) => id.startsWith('weight-histograms'));
    expect(own.map(({ id }) => id)).toEqual(['weight-histograms-p0', 'weight-histograms-p1']);
    const { datasets } = (
      own[0]!.config as unknown as { data: { datasets: readonly { label?: string }[] } }
    ).data;
    const labels = datasets.flatMap(({ label = [] }) => label);
    expect(labels).toEqual(expect.arrayContaining(['≥ 30 %', '10–30 %']));
    expect(labels).not.toContain('< 0.1 %');
    expect(own[0]!.alt).toContain('they reach from -2 to 2 at the beginning');
  });

  test('are those of two arms and of one seed each, gradients too, and none of a single look', () => {
    const units = [1, 1, 1];
    const runs = [0.1, 0.2, 0.3].flatMap((rate) =>
      [0, 1].map((seed) =>
        with_({ gradientHistograms: { ...counted([0, 10, 20], seed), units } }, rate, seed),
      ),
    );
    const ids = figuresOf(runs).map(({ id }) => id);
    expect(ids.filter((id) => id.includes('histograms'))).toEqual([
      ...['gradient-histograms-1-p0', 'gradient-histograms-1-p1'],
      ...['gradient-histograms-2-p0', 'gradient-histograms-2-p1'],
    ]);
    const once: Run = { ...run(spec(sgd(4), 0), {}), arrays: { weightHistograms: counted([0]) } };
    expect(figuresOf([once]).some(({ id }) => id.includes('histograms'))).toBe(false);
  });
});
