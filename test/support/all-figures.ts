import type { Run } from '../../src/lab/records/record.ts';
import { figuresOf as drawn } from '../../src/report/figures/figures.ts';
import { summarise } from '../../src/report/findings/findings.ts';
import type { Figure } from '../../src/report/plot/figure.ts';
import { experimentOf } from './synthetic-runs.ts';

/** Every figure that the runs and what is found in them allow. */
export const figuresOf = (runs: readonly Run[]): readonly Figure[] =>
  drawn(runs, summarise(experimentOf(runs), runs));
