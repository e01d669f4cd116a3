import type { Interval } from '../../core/range.ts';
import { compare } from '../../stats/judge.ts';
import { summary } from '../../stats/summary.ts';

/** A geometric mean over seeds, and on which side of 1 it lies. */
export interface GeometricMean {
  readonly ratio: number;
  /** 95 % Student t interval of the logarithm, widened by what seeds do not show, exponentiated; null for one seed. */
  readonly interval: Interval | null;
  readonly n: number;
  readonly outcome: ReturnType<typeof compare>;
}

/** exp of the mean of logarithms; `slack` is by how much each of them may be off whatever the seed, ≥ 0. */
export function geometricMean(logs: readonly number[], slack: number): GeometricMean {
  const { n, mean, interval } = summary(logs);
  const wide: Interval = [interval[0] - slack, interval[1] + slack];
  return {
    ratio: Math.exp(mean),
    interval: n === 1 ? null : [Math.exp(wide[0]), Math.exp(wide[1])],
    n,
    outcome: n === 1 ? 'cannot tell' : compare(wide),
  };
}
