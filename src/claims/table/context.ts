import type { Expression, Node } from '../expression/syntax.ts';
import type { Pattern } from './arm.ts';
import type { Entailment, Row } from './table.ts';
import type { Value } from './value.ts';

/** Evaluates a node of an expression; handed over, since functions and expressions hold each other. */
export type ValueIn = (node: Node, context: Context, mode: 'number' | 'series') => Value;

/** Of each function over an axis, by the runs that it was taken over, its value and the runs that were looked at. */
export type Memo = WeakMap<
  Node,
  Map<string, { readonly value: Value; readonly touched: ReadonlySet<Row> }>
>;

/** A seed, or a noise of every seed. */
export interface LeftOut {
  readonly axis: 'seed' | 'noise';
  readonly value: number;
}

/** Where an expression is evaluated: in one run, among others. */
export interface Context {
  readonly row: Row;
  /** Every run, for `x[arm]`. */
  readonly all: readonly Row[];
  /** The runs that are meant, for what is taken over an axis. */
  readonly rows: readonly Row[];
  /** Names that occur in the table; another name is a word. */
  readonly vocabulary: ReadonlyMap<string, 'axis' | 'measure'>;
  readonly arms: Readonly<Record<string, Pattern>>;
  readonly lets: Readonly<Record<string, Expression>>;
  readonly entails?: Entailment | undefined;
  /** Axes that the statement names arms by: two runs that are held together may differ in them. */
  readonly named: ReadonlySet<string>;
  /** What is taken over this axis is taken without these runs: the jackknife leaves each unit out in turn. */
  readonly leftOut?: LeftOut;
  /** The training time at which vectors are read; at the end of the run where it is absent. */
  readonly moment?: number;
  /** What was worked out over an axis: the same for every run that it is taken over. */
  readonly memo?: Memo;
  /** Gathers the runs that were looked at. */
  readonly touched: Set<Row>;
}
