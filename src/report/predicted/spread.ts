import type { Interval } from '../../core/range.ts';
import { mean } from '../../stats/summary.ts';
import { spreadOf } from '../arms/spread.ts';

/** How values are added up: as they are, or by their logarithms where all are positive. */
export type Adding = 'log' | 'linear';

/** The mean of some values with Student's interval, geometric for logarithms; of one value, or values without a spread, none. */
export function spreadAt(
  values: readonly number[],
  by: Adding = 'linear',
): { readonly mean: number; readonly interval: Interval | null } {
  const logs = by === 'log' && values.every((value) => value > 0);
  const spread = spreadOf(logs ? values.map(Math.log) : values)!;
  if (!logs) return { mean: spread.mean, interval: spread.interval };
  const interval = spread.interval?.map(Math.exp) as [number, number] | undefined;
  return { mean: Math.exp(spread.mean), interval: interval ?? null };
}

/** The centre of places on an axis on which they are added up so. */
export const centreOf = (values: readonly number[], by: Adding): number =>
  by === 'log' ? Math.exp(mean(values.map(Math.log))) : mean(values);
