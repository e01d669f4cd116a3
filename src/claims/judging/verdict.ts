import type { Kind, UnitName } from '../statements/statement.ts';

/**
 * What the data say of a prediction. `supported`: the interval lies inside the predicted range. `refuted`: outside.
 * `inconclusive`: astride an edge. `not-reached`: the regime was never entered. `undefined`: there is no number, or none that
 * could decide. `measured`: nothing was predicted.
 */
export const outcomes = [
  'supported',
  'refuted',
  'inconclusive',
  'not-reached',
  'undefined',
  'measured',
] as const;
export type Outcome = (typeof outcomes)[number];

/** Two ends; null is an end at infinity. */
export type Ends = readonly [low: number | null, high: number | null];

/** One of the numbers of a statement that has several: an arm, a pair, a step. */
export interface PartVerdict {
  /** Which arm or arms. */
  readonly label: string;
  readonly verdict: Outcome;
  readonly predicted: Ends;
  /** Null where there is no interval. */
  readonly measured: Ends | null;
  readonly estimate: number | null;
  readonly n: number;
  /** A clause; empty where the numbers say it. */
  readonly reason: string;
}

/** How far arms that are compared differ in what they were to agree in. */
export interface Mismatch {
  /** The measure, `trainLoss` unless the statement asks for another. */
  readonly of: string;
  /** Largest over smallest, less 1. */
  readonly share: number;
  readonly arms: readonly { readonly label: string; readonly value: number }[];
}

/** What became of one statement; plain JSON. */
export interface Verdict {
  readonly id: string;
  readonly says: string | null;
  readonly source: string | null;
  readonly because: string | null;
  readonly kind: Kind;
  /** What the numbers are of, a phrase. */
  readonly quantity: string;
  /** Of the number that decided: the one farthest from what was predicted. */
  readonly predicted: Ends;
  readonly measured: Ends | null;
  readonly estimate: number | null;
  /** Independent units behind the interval. */
  readonly n: number;
  readonly units: UnitName;
  /** Of the interval. */
  readonly level: number;
  readonly verdict: Outcome;
  /** What the verdict would be, were no other statement judged beside it. */
  readonly alone: Outcome;
  /** The chance of a wrong verdict that was left to it, once the other statements had theirs; null where none was judged. */
  readonly decidedAt: number | null;
  /** Units beyond n that would tell if mean and spread stayed; null where it is told, or where no ten times n would. */
  readonly moreUnits: number | null;
  /** The distance of the estimate from the nearest edge, in standard errors; null where there is none. */
  readonly distance: number | null;
  /** A clause that says why. */
  readonly reason: string;
  /** What was left out, and over what the statement speaks. */
  readonly scope: readonly string[];
  /** Every number of the statement, where there are several. */
  readonly parts: readonly PartVerdict[];
  /** Ids of the runs behind the numbers. */
  readonly runs: readonly string[];
  /** Whether it was written before the first run; null where nobody says. */
  readonly statedBefore: boolean | null;
  /** How often its verdict was looked at with other seeds, this time included. */
  readonly look: number;
  readonly mismatch: Mismatch | null;
  /** All of it in one sentence. */
  readonly sentence: string;
}

/** Ends as JSON has them. */
export const endsOf = ([low, high]: readonly [number, number]): Ends => [finite(low), finite(high)];

export const finite = (x: number): number | null => (Number.isFinite(x) ? x : null);
