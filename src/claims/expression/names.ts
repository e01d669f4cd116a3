/** What an axis of a grid may hold: a number, a word, a switch. */
export type AxisValue = number | string | boolean;

/** What expressions may name, known before any run. */
export interface Names {
  /** Keys of the axes of the grid, each with the values that it takes; empty where they are not known. */
  readonly axes: Readonly<Record<string, readonly AxisValue[]>>;
  /** Measures that are one number a run. */
  readonly scalars: readonly string[];
  /** Measures that are a series along the run. */
  readonly series: readonly string[];
  /** Measures that are a vector a run, or at each of some times: `theta`, `outputs`. */
  readonly vectors?: readonly string[];
  /** Lists of numbers that are measured once a run: `gradientNorms`. */
  readonly arrays?: readonly string[];
  /** What follows from a run: `params`, `examples`, `steps`, `time`. */
  readonly facts: readonly string[];
  /** What the problem publishes, for `reference(name)`, each a number or a vector. */
  readonly references?: Readonly<Record<string, 'number' | 'vector'>>;
  /** Values that `ending` takes. */
  readonly endings?: readonly string[];
  /** How many seeds the grid has: a share that they cannot show is refused. */
  readonly seeds?: number;
  /** How many noises a seed has; 0 where it has the one of its own, so that nothing can be taken over them. */
  readonly noises?: number;
}

/** Names that every table has: of a run, and in a series its time and step. */
export const alwaysKnown = ['ending', 'seed', 'noise', 'time', 'step', 'start', 'end'] as const;
