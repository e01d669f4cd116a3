import type { Arm } from './arm.ts';
import { counts, diverged, measured } from './measured.ts';
import type { Metric } from './metric.ts';

/** What one run was measured at. */
export interface RunValue {
  readonly value: number;
  readonly converged: boolean;
  /** Whether the run enters the mean of its arm. */
  readonly counted: boolean;
}

/** The values of an arm's runs, those outside its mean too; a diverged run has none of its end. */
export const runValues = ({ runs }: Arm, { key, at }: Metric): readonly RunValue[] =>
  runs.flatMap((run) => {
    const estimate = at === 'start' || !diverged(run) ? measured(run, key) : undefined;
    if (estimate === undefined) return [];
    const { value, converged } = estimate;
    return [{ value, converged, counted: counts(run) || at === 'start' }];
  });
