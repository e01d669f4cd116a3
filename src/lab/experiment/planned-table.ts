import type { Table } from '../../claims/table/table.ts';
import type { RunSpec } from './run-spec.ts';
import { axesOfAll, entailment } from './spec-axes.ts';

/** Runs as they are planned: their places in the grid and their seeds, without measures. */
export function plannedTable(specs: readonly RunSpec[]): Table {
  const axes = axesOfAll(specs);
  return {
    rows: specs.map((spec, i) => ({
      ...{ id: `planned ${i}`, axes: axes[i]!, seed: spec.seed, ending: 'planned' },
      ...(spec.noise !== undefined && { noise: spec.noise }),
      ...{ scalars: {}, series: {}, facts: {} },
    })),
    entails: entailment,
  };
}
