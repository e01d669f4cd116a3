import type { Expression } from '../expression/syntax.ts';
import type { Pattern } from '../table/arm.ts';

/** What is predicted of a quantity, fixed beforehand. */
export type Prediction =
  | { readonly kind: 'range'; readonly low: number; readonly high: number }
  | { readonly kind: 'near'; readonly margin: Margin; readonly centre: Expression }
  /** Measured with its interval, and not judged. */
  | { readonly kind: 'any' };

/** How far apart what is called equal may be: a share, the same both ways, or a number. */
export interface Margin {
  readonly kind: 'share' | 'plain';
  readonly value: number;
}

/** What the intervals take for independent. */
export const unitNames = ['seeds', 'noises', 'walkers', 'draws', 'runs', 'none'] as const;
export type UnitName = (typeof unitNames)[number];

/** By what arms ought to agree before they are compared, and how nearly. */
export interface Match {
  readonly of: Expression;
  readonly within: number;
}

interface Common {
  readonly id: string;
  readonly says?: string;
  readonly source?: string;
  readonly because?: string;
  /** The quantity. */
  readonly of: Expression;
  /** Which runs are meant. */
  readonly where?: Expression;
  /** The regime that a run must have entered. */
  readonly when?: Expression;
  readonly units: UnitName;
  /** Confidence of the interval; a verdict errs with probability 1 − level at most. */
  readonly level: number;
  /** What the quantity reads where the effect is nil. */
  readonly floor?: Expression;
  /** How much the units are thought to differ, a standard deviation, for planning alone. */
  readonly spread?: Margin;
  readonly match: readonly Match[];
  /** The arms that the statement may name, those of the file among them. */
  readonly arms: Readonly<Record<string, Pattern>>;
  readonly lets: Readonly<Record<string, Expression>>;
  /** Axes of which every combination is judged by itself; absent: the statement is about all runs together. */
  readonly settings?: readonly string[];
}

interface Predicted extends Common {
  readonly in: Prediction;
}

interface Window {
  readonly after?: Expression;
  readonly before?: Expression;
}

/** Two arms, by name. */
interface Between {
  readonly from: string;
  readonly to: string;
  /** Whether runs of one seed are held against each other, or all against all. */
  readonly pair: 'seed' | 'none';
}

export interface ValueStatement extends Predicted {
  readonly kind: 'value';
}

export interface RatioStatement extends Predicted, Between {
  readonly kind: 'ratio';
}

export interface DifferenceStatement extends Predicted, Between {
  readonly kind: 'difference';
}

export interface SlopeStatement extends Predicted, Window {
  readonly kind: 'slope';
  readonly over: Expression;
  /** `log` for a power, `linear` for plain numbers; of `of` and of `over`. */
  readonly scale: readonly ['log' | 'linear', 'log' | 'linear'];
  /** Plain differences a doubling of `over`, in place of `scale`. */
  readonly per?: 'doubling';
  /** The largest distance of an arm from the line, a share; judged where it is stated. */
  readonly bend?: number;
}

export interface OrderStatement extends Common {
  readonly kind: 'order';
  readonly over: Expression;
  readonly goes: 'rises' | 'falls';
  readonly by: Margin;
}

export interface EqualStatement extends Common {
  readonly kind: 'equal';
  /** Two arms, or a formula. */
  readonly to: Between | Expression;
  readonly within: Margin;
}

export interface CollapseStatement extends Common {
  readonly kind: 'collapse';
  readonly over: Expression;
  readonly within: Margin;
}

export interface ShareStatement extends Predicted, Window {
  readonly kind: 'share';
  /** `of` is a condition: in every row of a run, or of the run. */
  readonly per: 'step' | 'run';
}

export interface CorrelationStatement extends Predicted {
  readonly kind: 'correlation';
  readonly with: Expression;
  /** Ranks of arms within a seed, or of seeds within an arm. */
  readonly within: 'seed' | 'arm';
}

export interface ShapeStatement extends Common {
  readonly kind: 'shape';
  readonly is: Expression;
  readonly within: Margin;
}

/** One prediction of an experiment file. */
export type Statement =
  | ValueStatement
  | RatioStatement
  | DifferenceStatement
  | SlopeStatement
  | OrderStatement
  | EqualStatement
  | CollapseStatement
  | ShareStatement
  | CorrelationStatement
  | ShapeStatement;

export type Kind = Statement['kind'];

/** All predictions of a file. */
export interface Expectations {
  readonly statements: readonly Statement[];
  /** How the level is shared among the statements that are judged together. */
  readonly across: 'holm' | 'none';
  /** What the file claims of its statements together, over their ids; undefined for all of them. */
  readonly claim?: Expression;
}
