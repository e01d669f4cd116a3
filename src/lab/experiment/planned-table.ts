import type { Table } from '../../claims/table/table.ts';
import type { RunSpec } from './run-spec.ts';
import { axesOf, entailment } from './spec-axes.ts';

/** Runs as they are planned: their places in the grid and their seeds, without measures. */
export const plannedTable = (specs: readonly RunSpec[]): Table => ({
  rows: specs.map((spec, i) => ({
    ...{ id: `planned ${i}`, axes: axesOf(spec), seed: spec.seed, ending: 'planned' },
    ...(spec.noise !== undefined && { noise: spec.noise }),
    ...{ scalars: {}, series: {}, facts: {} },
  })),
  entails: entailment,
});
