import { describe, expect, test } from 'vitest';
import { exact } from '../../../src/core/estimate.ts';
import type { Run } from '../../../src/lab/records/record.ts';
import { figuresOf } from '../../support/all-figures.ts';
import { gd, run, sgd, spec } from '../../support/synthetic-runs.ts';

const cost = { gradients: 1, hvps: 2, seconds: 0.1 };
const grid = [
  [4, 1, 4],
  [2, 0.5, 2],
  [4, 1, 4],
];
const [first, second] = [
  { label: 'Random direction 1', at: [-1, 0, 1] },
  { label: 'Random direction 2', at: [-2, 0, 2] },
];
const arrays = {
  density: {
    dim: 50,
    vectors: 4,
    width: 0.1,
    gap: 0.8,
    lambda: [-1, 0, 1, 2],
    density: [0.01, 0.6, 0.3, 0.09],
    densityError: [0, 0.01, 0.02, 0.01],
    cumulative: [0.01, 0.61, 0.91, 1],
    cumulativeError: [0, 0.01, 0.01, 0],
    outliers: [2],
  },
  landscape: { axes: [first!, second!], losses: grid },
  barrier: { axes: [{ label: 'Share of the way t', at: [0, 0.5, 1] }], losses: [[1, 2, 1]] },
};
const scalars = {
  negativeShare: exact(0.1, cost),
  barrier: { ...exact(1, cost), interval: [1, 1.2] as const },
};
const of = (method: Parameters<typeof spec>[0], seed: number): Run =>
  run(spec(method, seed), {}, { arrays, scalars });

describe('curves and grids that probes left', () => {
  const figures = figuresOf([of(gd(0.1), 0), of(gd(0.1), 1), of(sgd(4), 1)]);
  const ids = figures.map(({ id }) => id);

  test('become one figure of all densities, and a landscape and a barrier of each arm', () => {
    expect(ids).toEqual(
      expect.arrayContaining(['density', 'landscape-1', 'landscape-2', 'barrier-1', 'barrier-2']),
    );
    const labels = (
      figures.find(({ id }) => id === 'density')!.config.data as unknown as {
        datasets: { label?: string }[];
      }
    ).datasets.flatMap(({ label }) => label ?? []);
    expect(labels).toContain('GD η = 0.1');
    expect(figures.find(({ id }) => id === 'landscape-2')!.caption).toContain('seed 0');
    expect(figures.find(({ id }) => id === 'landscape-1')!.caption).toContain('seed 1');
    expect(figures.find(({ id }) => id === 'barrier-1')!.caption).toContain('1');
  });

  test('are JSON', () => {
    for (const { config } of figures) expect(JSON.parse(JSON.stringify(config))).toEqual(config);
  });

  test('along one axis are a line; without any there is no figure', () => {
    const one = run(
      spec(gd(0.1), 0),
      {},
      { scalars, arrays: { ...arrays, landscape: { axes: [first!], losses: [[4, 1, 4]] } } },
    );
    expect(figuresOf([one]).map(({ id }) => id)).toContain('landscape');
    const none = figuresOf([run(spec(gd(0.1), 0), {}, { scalars })]).map(({ id }) => id);
    expect(none.filter((id) => /density|landscape|^barrier-?\d*$/.test(id))).toEqual([]);
  });
});
