import type { Interval } from '../../core/range.ts';
import { type Standing, standing, withinShare } from '../../stats/equivalence.ts';
import { type OverSeeds, overSeeds } from '../../stats/over-seeds.ts';
import { ROUNDING } from '../arms/spread.ts';
import { intervalText } from '../arms/wording.ts';

/** A geometric mean over seeds, and where it stands relative to 1. */
export interface GeometricMean extends Pick<OverSeeds, 'n' | 'basis'> {
  readonly ratio: number;
  /**
   * 95 % Student t interval of the logarithm, widened by what seeds do not show, exponentiated; null where `basis`
   * says that there is none.
   */
  readonly interval: Interval | null;
  /** What brackets or residuals leave of the ratio in these very seeds; null where they leave no doubt. */
  readonly known: Interval | null;
  readonly outcome: Standing['side'];
  /** Whether the whole interval is within 5 % of 1, so that the ratio may be called 1. */
  readonly equivalent: boolean;
}

/** Ratios this near to 1 are as good as 1; chosen, and said in every sentence that calls something equal. */
const NEAR = 0.05;

/** exp of the mean of logarithms; `slack` is by how much each of them may be off whatever the seed, ≥ 0. */
export function geometricMean(logs: readonly number[], slack: number): GeometricMean {
  const { n, mean, interval, basis } = overSeeds(logs, { slack, resolution: ROUNDING });
  const ends: Interval | null = interval && [Math.exp(interval[0]), Math.exp(interval[1])];
  const { side, equivalent } = ends === null ? UNTOLD : standing(ends, 1, withinShare(1, NEAR));
  return {
    ...{ ratio: Math.exp(mean), interval: ends, n, basis, outcome: side, equivalent },
    known: slack > 0 ? [Math.exp(mean - slack), Math.exp(mean + slack)] : null,
  };
}

const UNTOLD: Standing = { side: 'cannot tell', equivalent: false };

/** Of one seed, what its own error leaves of the ratio: an interval for it, and for no other. */
export const ownError = ({ basis, known }: Pick<GeometricMean, 'basis' | 'known'>): string =>
  basis === 'one seed' && known !== null
    ? `; its own error leaves ${intervalText(known)} for this seed`
    : '';

/** What is said of a ratio in each case; `equal` goes before the margin. */
export interface RatioWords {
  readonly above: string;
  readonly below: string;
  readonly equal: string;
  readonly 'cannot tell': string;
}

/** `above 2/λ₀`, `above 2/λ₀, by less than 5 %`, `equal to 2/λ₀ within 5 %` or `cannot be told from 2/λ₀`. */
export function ratioVerdict(
  { outcome, equivalent }: Pick<GeometricMean, 'outcome' | 'equivalent'>,
  words: RatioWords,
): string {
  const margin = `${100 * NEAR} %`;
  if (!equivalent) return words[outcome];
  return outcome === 'cannot tell'
    ? `${words.equal} within ${margin}`
    : `${words[outcome]}, by less than ${margin}`;
}
