import type { Interval, Range } from '../../core/range.ts';
import type { Evidence } from '../../stats/one-sided.ts';
import type { Row } from '../table/table.ts';
import type { Missing, Quantity } from '../table/value.ts';

/** What one independent unit says. */
export interface Sample {
  readonly unit: string;
  readonly quantity: Quantity;
  /** Of a ratio, what is divided and by what; for where the ratio itself has no mean. */
  readonly pair?: readonly [x: number, y: number];
}

/** What the units of a part of a statement gave. */
export interface Gathered {
  readonly samples: readonly Sample[];
  /** Units that were meant and gave no number, with the reason. */
  readonly missing: readonly { readonly unit: string; readonly why: Missing }[];
  /** Units that did not enter the regime of `when:`. */
  readonly outside: readonly string[];
  /** Runs that were not meant after all, such as those without a partner; said once. */
  readonly left: readonly string[];
  /** Every run that a number came from. */
  readonly rows: readonly Row[];
}

/** An estimate with its interval, and its evidence about the prediction. */
export interface Estimation extends Evidence {
  readonly estimate: number;
  readonly interval: Interval;
  /**
   * What the interval comes from: chance over the units, the error of each measurement where the units agree, or
   * `computed` where there is no chance at all.
   */
  readonly basis: 'units' | 'measurement' | 'computed';
  /** What the interval does not say, a phrase each. */
  readonly notes?: readonly string[];
  /**
   * Units, at most ten times those there are, that would tell at this confidence if mean and spread stayed; ∞ where they
   * would not do, NaN where nobody knows.
   */
  needed(level: number): number;
  /** The distance of the estimate from the nearest edge in standard errors; NaN without any. */
  readonly distance: number;
  /** The spread of single units about their mean, where Student's interval is made from it. */
  readonly spread?: Spread;
}

/** A standard deviation over units: of the numbers, or of their logarithms, where it is as a share. */
export interface Spread {
  readonly sd: number;
  readonly of: 'numbers' | 'logarithms';
}

/** Why there is no estimation. */
export interface NoEstimation {
  /** A clause with the numbers in it. */
  readonly undefined: string;
}

/** One number that a statement is about: an arm, a pair, a step. All of them must be as predicted. */
export interface Part {
  /** Which arm or arms; empty where there is one. */
  readonly label: string;
  /** As it is shown. */
  readonly predicted: Range;
  readonly gathered: Gathered;
  /** Of the distance of one arm from a line: where along the axis that arm stands. */
  readonly at?: number;
  /** Its numbers are as wide already as a mismatch of the arms can make them. */
  readonly widened?: boolean;
  estimate(samples: readonly Sample[], level: number): Estimation | NoEstimation;
}

/** The parts of a statement, or why it has none. */
export interface Parts {
  readonly parts: readonly Part[];
  /** What was left out, and over what the statement speaks; a phrase each. */
  readonly scope: readonly string[];
}

/** Whether any unit was meant: an arm without the axis that a formula names was not. */
export const isMeant = ({ gathered }: Part): boolean =>
  gathered.samples.length + gathered.missing.length + gathered.outside.length > 0;

export const isNoEstimation = (found: Estimation | NoEstimation): found is NoEstimation =>
  'undefined' in found;
