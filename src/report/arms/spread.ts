import type { Interval } from '../../core/range.ts';
import { summary } from '../../stats/summary.ts';
import type { Arm } from './arm.ts';
import { bySeed } from './measured.ts';

/** A mean over seeds as JSON can hold it. */
export interface Spread {
  readonly n: number;
  readonly mean: number;
  /** Null for one seed. */
  readonly sd: number | null;
  /** 95 % Student t interval; null for one seed, which says nothing of spread. */
  readonly interval: Interval | null;
}

/** Mean and t interval of the values of an arm; null where there are none. */
export function spreadOf(values: readonly number[]): Spread | null {
  if (values.length === 0) return null;
  const { n, mean, sd, interval } = summary(values);
  return n === 1 ? { n, mean, sd: null, interval: null } : { n, mean, sd, interval };
}

/** The spread of a metric over the seeds of an arm, by the runs that count. */
export const spreadOfArm = (arm: Arm, key: string): Spread | null =>
  spreadOf([...bySeed(arm, key).values()]);
