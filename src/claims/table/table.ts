import type { AxisValue } from '../expression/names.ts';
import { own } from '../expression/own.ts';
import type { Vector } from './value.ts';
import type { KeptVector } from './vector.ts';

/** A number of a run, as it was measured. */
export interface Measured {
  readonly value: number;
  /** Ends between which it certainly lies: a bracket, a residual; the value itself where they are absent. */
  readonly low?: number;
  readonly high?: number;
  readonly converged: boolean;
  /** Measured before training, so that it stands whatever became of the run; `end` unless it says so. */
  readonly at?: 'start' | 'end';
}

/** A measure along a run: columns of equal length, by rising time. Rows with NaN count as not there. */
export interface Series {
  readonly step: readonly number[];
  /** Training time. */
  readonly time: readonly number[];
  readonly value: readonly number[];
}

/** One run. */
export interface Row {
  readonly id: string;
  /** Its place in the grid: YAML key → value; keys that the run does not have are absent. */
  readonly axes: Readonly<Record<string, AxisValue>>;
  readonly seed: number;
  /** Which noise stream of the seed, where there are several. */
  readonly noise?: number;
  readonly ending: string;
  /** Whether it ended as its stop rule asked; `completed` and `reached` do unless it says otherwise. */
  readonly finished?: boolean;
  readonly scalars: Readonly<Record<string, Measured>>;
  readonly series: Readonly<Record<string, Series>>;
  /** Derived numbers: `params`, `examples`, `steps`, `time`. */
  readonly facts: Readonly<Record<string, number>>;
  /** Weights and outputs, where they were kept. */
  readonly vectors?: Readonly<Record<string, KeptVector>>;
  /** Lists of numbers that were measured where it ended; nothing is read before it is asked for. */
  readonly arrays?: Readonly<Record<string, () => Vector['entries']>>;
  /** What the problem publishes. */
  readonly references?: Readonly<Record<string, number | Vector['entries']>>;
}

/** What statements are judged on: one row a run. */
export interface Table {
  readonly rows: readonly Row[];
  /**
   * Axes that are parts or wholes of each other, by axis: `width: [hidden]`, `hidden: [width, depth]`. Runs that may differ in an
   * axis may differ in these too.
   */
  readonly entails?: Entailment;
}

/** For an axis, others that change where it does. */
export type Entailment = Readonly<Record<string, readonly string[]>>;

/** Some axes, with those that they entail. */
export const withEntailed = (
  axes: Iterable<string>,
  entails: Entailment = {},
): ReadonlySet<string> =>
  new Set([...axes].flatMap((axis) => [axis, ...(own(entails, axis) ?? [])]));

/** Whether a run's values at its end are what its stop rule asked for. */
export const isFinished = ({ finished, ending }: Row): boolean =>
  finished ?? (ending === 'completed' || ending === 'reached');

/** Every name that occurs in some row, and whether it is an axis; another name is a word. */
export function vocabularyOf({ rows }: Table): ReadonlyMap<string, 'axis' | 'measure'> {
  const names = new Map<string, 'axis' | 'measure'>();
  for (const { axes, scalars, series, facts, vectors = {}, arrays = {} } of rows) {
    for (const part of [scalars, series, facts, vectors, arrays])
      for (const key of Object.keys(part)) names.set(key, 'measure');
    for (const key of Object.keys(axes)) names.set(key, 'axis');
  }
  return names;
}
