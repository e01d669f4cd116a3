import { type OverSeeds, overSeeds } from '../../stats/over-seeds.ts';
import type { Arm } from './arm.ts';
import { bySeed } from './measured.ts';

/** Sums in single precision agree to this share and no better: a smaller spread over seeds is none. */
export const ROUNDING = 1e-6;

/** A mean over seeds as JSON can hold it. */
export type Spread = OverSeeds;

/** Mean and t interval of the values of an arm, one a seed; null where there are none. */
export const spreadOf = (values: readonly number[]): Spread | null =>
  values.length === 0
    ? null
    : overSeeds(values, { resolution: ROUNDING * Math.max(...values.map(Math.abs)) });

/** The spread of a metric over the seeds of an arm, by the runs that count. */
export const spreadOfArm = (arm: Arm, key: string): Spread | null =>
  spreadOf([...bySeed(arm, key).values()]);
