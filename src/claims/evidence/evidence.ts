import type { Kind } from '../statements/statement.ts';

/** What one independent unit says; plain JSON. */
export interface UnitValue {
  /** `seed 3` */
  readonly unit: string;
  readonly value: number;
}

/** What one unit gave in one arm, along the axis of the statement where it has one. */
export interface Point {
  readonly unit: string;
  /** Place along the axis, or what the formula predicts; null where the statement has neither. */
  readonly x: number | null;
  readonly y: number;
}

/** An arm of a statement, with its values. */
export interface ArmValues {
  /** What tells it from the others: `batch = 4`, or the name of an arm of the file. */
  readonly label: string;
  /** The number that it belongs to, by its place in `parts`; of arms along an axis which line. */
  readonly group: number;
  /** What arms of one line along an axis share and others do not: `rate = 0.1`; empty where there is one line, or none. */
  readonly line: string;
  /** Of two arms that are held against each other, which. */
  readonly side: 'from' | 'to' | null;
  /** Ids of its runs. */
  readonly runs: readonly string[];
  readonly points: readonly Point[];
}

/** A number that is judged. */
export interface JudgedPart {
  /** Which arm or arms. */
  readonly label: string;
  /** Of the distance of one arm from a line: where along the axis that arm stands. */
  readonly at?: number;
  readonly units: readonly UnitValue[];
}

/** The part of a series of a run that is judged: a stretch of training time, or a moment where both ends are one. */
export interface JudgedWindow {
  readonly series: string;
  /** Id of the run. */
  readonly run: string;
  readonly from: number;
  readonly to: number;
}

/** How numbers are held against each other, and hence on which scale they are added up. */
export type As = 'ratio' | 'difference' | 'plain';

/** The numbers behind a verdict, unit by unit: what a figure of it draws. */
export interface Evidence {
  readonly id: string;
  readonly kind: Kind;
  /** Of the values of arms, `trace`. */
  readonly of: string;
  /** What that is called, where its file says so. */
  readonly words?: string;
  /** Of the places of arms: an axis, a formula, another measure; null where there is none. */
  readonly over: string | null;
  readonly as: As;
  /** Along the axis, and of the values: logarithms where a power is fitted, to the base 2 for what is said of doublings. */
  readonly scale: readonly [over: 'log' | 'linear' | 'doublings', of: 'log' | 'linear'];
  /** Each number that is judged, in the order of the verdict's parts, with what each unit says of it. */
  readonly parts: readonly JudgedPart[];
  readonly arms: readonly ArmValues[];
  /** What its expressions look at of series that they do not take whole. */
  readonly windows: readonly JudgedWindow[];
}
