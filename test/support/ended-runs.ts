import { exact } from '../../src/core/estimate.ts';
import type { Run } from '../../src/lab/records/record.ts';
import { COST, gd, run, spec } from './synthetic-runs.ts';

export const spaced = (low: number, high: number, n: number) =>
  Array.from({ length: n }, (_, i) => low + ((high - low) * i) / (n - 1));
export const at = spaced(-1, 1, 21);
const lambda = spaced(-1, 5, 121);
const peak = (centre: number) => lambda.map((x) => Math.exp(-8 * (x - centre) ** 2));
const [bulk, outlier] = [peak(0), peak(4)];

const axes = [1, 2].map((k) => ({ label: `Random direction ${k}`, at }));

/** What probes left of where one run ended. */
export const arrays: Run['arrays'] = {
  density: {
    ...{ dim: 60, vectors: 4, width: 0.25, gap: 0.8, lambda, outliers: [4] },
    density: bulk.map((p, i) => p + 0.02 * outlier[i]!),
    densityError: bulk.map((p, i) => 0.1 * p + 0.005 * outlier[i]!),
    ...{ cumulative: [], cumulativeError: [] },
  },
  landscape: { axes, losses: at.map((b) => at.map((a) => 0.01 + (a - 0.2) ** 2 + 3 * b ** 2)) },
  barrier: {
    axes: [{ label: 'Share of the way t', at: spaced(0, 1, 17) }],
    losses: [spaced(0, 1, 17).map((t) => 0.1 + 0.2 * t + Math.sin(Math.PI * t) ** 2)],
  },
};
export const line = { label: 'Random direction', at };

/** A run that left these arrays. */
export const ended = (kept: Run['arrays']): Run => ({
  ...run(spec(gd(0.1), 0), {}),
  arrays: kept,
  scalars: {
    negativeShare: exact(0.1, COST),
    barrier: { ...exact(1, COST), interval: [1, 1.002] },
  },
});

/** What arrays of every kind are drawn from: a plane, and a line. */
export const endedRuns: readonly Run[] = [
  ended(arrays),
  {
    ...ended({ landscape: { axes: [line], losses: [at.map((a) => 3.01 + (a - 0.2) ** 2)] } }),
    ...{ id: 'along-a-line', spec: spec(gd(0.05), 0) },
  },
];
