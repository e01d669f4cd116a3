import type { Arm } from '../arms/arm.ts';
import { counts, diverged } from '../arms/measured.ts';
import { metricsIn } from '../arms/metric.ts';
import { type Spread, spreadOfArm } from '../arms/spread.ts';

/** How the runs of one arm ended, and the means over those that count. */
export interface ArmSummary {
  readonly label: string;
  readonly seeds: readonly number[];
  /** Runs in the means. */
  readonly counted: number;
  readonly diverged: number;
  /** Runs that neither diverged nor ended as their stop rule asks. */
  readonly unfinished: number;
  /** Of every metric; absent where nothing was measured. */
  readonly quantities: Readonly<Record<string, Spread>>;
}

/** Counts the runs of an arm and takes the mean of every metric. */
export function summariseArm(arm: Arm): ArmSummary {
  const blown = arm.runs.filter(diverged).length;
  const counted = arm.runs.filter(counts).length;
  const spreads = metricsIn(arm.runs).flatMap(({ key }) => {
    const spread = spreadOfArm(arm, key);
    return spread === null ? [] : [[key, spread] as const];
  });
  return {
    label: arm.label,
    seeds: [...new Set(arm.runs.map(({ spec }) => spec.seed))],
    counted,
    diverged: blown,
    unfinished: arm.runs.length - counted - blown,
    quantities: Object.fromEntries(spreads),
  };
}
