import type { Arm } from './arm.ts';
import { counts, diverged, measured } from './measured.ts';

/** What one run was measured at. */
export interface RunValue {
  readonly seed: number;
  readonly value: number;
  readonly converged: boolean;
  /** Whether the run enters the mean of its arm. */
  readonly counted: boolean;
}

/** The values of a metric of an arm's runs, those outside its mean too; a diverged run has none of its end. */
export const runValues = ({ runs }: Arm, key: string): readonly RunValue[] =>
  runs.flatMap((run) => {
    const ofStart = run.manifest.outputs[key]?.at === 'start';
    const estimate = ofStart || !diverged(run) ? measured(run, key) : undefined;
    if (estimate === undefined) return [];
    const { value, converged } = estimate;
    return [{ seed: run.spec.seed, value, converged, counted: counts(run) || ofStart }];
  });
