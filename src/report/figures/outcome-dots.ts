import type { Arm } from '../arms/arm.ts';
import { counts, diverged, measured } from '../arms/measured.ts';
import type { Metric } from '../arms/metric.ts';

/** One run's value in a figure of outcomes. */
export interface Dot {
  readonly y: number;
  readonly converged: boolean;
  /** Whether the run enters the mean. */
  readonly within: boolean;
}

/** The values of an arm's runs, those outside its mean too; diverged runs have no outcome. */
export const dotsOf = (arm: Arm, { key, at }: Metric): readonly Dot[] =>
  arm.runs.flatMap((run) => {
    const estimate = at === 'start' || !diverged(run) ? measured(run, key) : undefined;
    if (estimate === undefined) return [];
    const within = counts(run) || at === 'start';
    return [{ y: estimate.value, converged: estimate.converged, within }];
  });
