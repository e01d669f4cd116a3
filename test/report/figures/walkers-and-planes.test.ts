import { describe, expect, test } from 'vitest';
import type { Run } from '../../../src/lab/records/record.ts';
import { claimSketches } from '../../../src/report/scorecard/claim-figures.ts';
import { figuresOf } from '../../support/all-figures.ts';
import { claimOf, traces } from '../../support/scorecard.ts';
import { gd, run, sgd, spec } from '../../support/synthetic-runs.ts';

type Dataset = {
  readonly label?: string;
  readonly data: readonly { readonly x: number; readonly y: number; readonly yMin?: number }[];
};
const datasets = ({ config }: { config: unknown }) =>
  (config as { data: { datasets: readonly Dataset[] } }).data.datasets;

/** Shares of two bins of width 2. */
const histogram = (left: number) => ({
  ...{ edges: [-2, 0, 2], shares: [left, 1 - left], shareErrors: [0.01, 0.01] },
  ...{ places: [-2, 0, 2], boltzmann: [0.1, 0.3, 0.1], steps: [0.2, 0.25, 0.2] },
});
const settled = (batch: number, seed: number, left: number): Run => ({
  ...run(spec(sgd(batch), seed), {}),
  arrays: { stationaryHistogram: histogram(left) },
});

describe('the histogram of walkers', () => {
  const runs = [0.4, 0.5, 0.6].map((left, seed) => settled(4, seed, left));
  const figure = figuresOf(runs).find(({ id }) => id === 'stationary-histogram')!;

  test('has the mean density of its seeds in each bin, with an error that says how well it is known', () => {
    const bars = datasets(figure).find(({ data }) => data[0]?.yMin !== undefined)!;
    expect(bars.data.map(({ x }) => x)).toEqual([-1, 1]);
    expect(bars.data[0]!.y).toBeCloseTo(0.25, 12);
    // Three seeds, each known to 0.01/2: normal quantile × 0.005/√3.
    expect(bars.data[0]!.y - bars.data[0]!.yMin!).toBeCloseTo((1.96 * 0.005) / Math.sqrt(3), 3);
  });

  test('stands beside both laws, which the legend names', () => {
    const labels = datasets(figure).flatMap(({ label = [] }) => label);
    expect(labels).toEqual(expect.arrayContaining(['law of the steps', 'exp(−L/T)']));
    const heights = datasets(figure).map(({ data }) => data.map(({ y }) => y));
    expect(heights).toContainEqual([0.1, 0.3, 0.1]);
    expect(heights).toContainEqual([0.2, 0.25, 0.2]);
  });

  test('is drawn for two arms a figure', () => {
    const all = [4, 16, 64].map((batch) => settled(batch, 0, 0.5));
    const ids = figuresOf(all).map(({ id }) => id);
    expect(ids.filter((id) => id.startsWith('stationary'))).toEqual([
      ...['stationary-histogram-1', 'stationary-histogram-2'],
    ]);
  });
});

const at = Array.from({ length: 21 }, (_, i) => -1 + i / 10);
const planed = (rate: number, path: readonly (readonly [number, number])[], seed = 0): Run => ({
  ...run(spec(gd(rate), seed), {}),
  arrays: {
    startPlane: {
      axes: [
        { label: 'along', at },
        { label: 'across', at },
      ],
      losses: at.map((b) => at.map((a) => a * a + 2 * b * b)),
      path,
    },
  },
});

describe('trajectories', () => {
  const runs = [
    planed(0.1, [
      [0.5, 0.5],
      [0.3, 0.2],
      [0.1, 0],
    ]),
    planed(0.2, [
      [0.5, 0.5],
      [0.2, -0.4],
      [3, 0],
      [0.1, 0.1],
    ]),
    planed(0.3, [[0.9, 0.9]], 7),
  ];
  const figure = figuresOf(runs).find(({ id }) => id === 'trajectories')!;
  const ways = datasets(figure).filter(({ label }) => label?.includes('η'));

  test('are those of one seed, up to where they leave the grid', () => {
    expect(ways.map(({ data }) => data.length)).toEqual([3, 2]);
    expect(figure.caption).toContain('cut off');
    expect(figure.caption).toContain('Seed 0');
    expect(figure.alt).toMatch(/ends at \(0\.10, 0\.00\).*ends at \(0\.20, -0\.40\)/);
  });

  test('lie in a frame about them', () => {
    const { x, y } = (
      figure.config as unknown as {
        options: { scales: Record<'x' | 'y', { min: number; max: number }> };
      }
    ).options.scales;
    expect([x.min, x.max].map((edge) => Math.abs(edge))).toEqual([
      expect.closeTo(0, 6),
      expect.closeTo(0.6, 6),
    ]);
    expect(y.min).toBeLessThan(-0.4);
    expect(y.max).toBeGreaterThan(0.5);
  });
});

test('a claim has the figures that its file asks for beside that of its verdict, and none that its runs do not allow', () => {
  const claim = claimOf('flat', { small: traces.small });
  const asking = (figure: string, arms?: string) =>
    claimSketches({
      ...claim,
      experiment: { ...claim.experiment, figures: [{ figure, ...(arms && { arms }) }] },
    }).map(({ id }) => id);
  expect(claimSketches(claim).map(({ id }) => id)).toEqual(['flat']);
  expect(asking('hessian-trace')).toEqual(['flat', 'flat-hessian-trace']);
  expect(asking('hessian-trace', 'batch = 4')).toEqual(['flat', 'flat-hessian-trace']);
  expect(asking('stationary-histogram')).toEqual(['flat']);
});
