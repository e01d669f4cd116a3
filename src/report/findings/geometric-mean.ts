import type { Interval } from '../../core/range.ts';
import { type Evidence, evidenceOf } from '../../stats/evidence.ts';
import type { OverSeeds } from '../../stats/over-seeds.ts';
import { ROUNDING } from '../arms/spread.ts';
import { intervalText } from '../arms/wording.ts';
import { smallRatio } from '../effects/small.ts';
import type { Told } from '../effects/test.ts';

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
  /** Of "the ratio is 1", by itself; null without an interval. */
  readonly p: number | null;
}

/** Where a ratio stands relative to 1, as far as all tests of the report allow. */
export interface Standing {
  readonly outcome: 'above' | 'below' | 'cannot tell';
  /** Whether it may be called 1: it is within 5 % of it. */
  readonly equivalent: boolean;
}

/** exp of the mean of logarithms, with the evidence that it rests on; `slack` is by how much each of them may be off whatever the seed, ≥ 0. */
export function geometricMean(
  logs: readonly number[],
  slack: number,
): { readonly value: GeometricMean; readonly evidence: Evidence } {
  const evidence = evidenceOf(logs, { slack, resolution: ROUNDING, margin: smallRatio.margin });
  const { n, mean, interval, basis, apart } = evidence;
  const value: GeometricMean = {
    ...{ ratio: Math.exp(mean), n, basis, p: apart },
    interval: interval && [Math.exp(interval[0]), Math.exp(interval[1])],
    known: slack > 0 ? [Math.exp(mean - slack), Math.exp(mean + slack)] : null,
  };
  return { value, evidence };
}

/** What may be said of a ratio. */
export const standingOf = ({ ratio }: GeometricMean, told: Told): Standing => ({
  outcome: told.apart ? (ratio > 1 ? 'above' : 'below') : 'cannot tell',
  equivalent: told.within,
});

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
export function ratioVerdict({ outcome, equivalent }: Standing, words: RatioWords): string {
  const margin = smallRatio.words;
  if (!equivalent) return words[outcome];
  return outcome === 'cannot tell'
    ? `${words.equal} within ${margin}`
    : `${words[outcome]}, by less than ${margin}`;
}
