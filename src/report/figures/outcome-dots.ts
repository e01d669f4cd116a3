import type { Arm } from '../arms/arm.ts';
import { atStart, counts, diverged, measured, type Quantity } from '../arms/quantity.ts';

/** One run's value in a figure of outcomes. */
export interface Dot {
  readonly y: number;
  readonly converged: boolean;
  /** Whether the run enters the mean. */
  readonly within: boolean;
}

/** The values of an arm's runs, those outside its mean too; diverged runs have no outcome. */
export const dotsOf = (arm: Arm, { key }: Quantity): readonly Dot[] =>
  arm.runs.flatMap((run) => {
    const estimate = atStart(key) || !diverged(run) ? measured(run, key) : undefined;
    if (estimate === undefined) return [];
    const within = counts(run) || atStart(key);
    return [{ y: estimate.value, converged: estimate.converged, within }];
  });
