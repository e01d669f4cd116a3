/** What is timed: one unit of work on one network with one number of examples. */
export interface Case {
  readonly kind: 'step' | 'hvp' | 'trace' | 'flow';
  /** Widths of the hidden layers of 784-…-10, tanh, cross-entropy. */
  readonly hidden: readonly number[];
  /** Examples: the batch of a step, or all that a product or flow sees. */
  readonly B: number;
}

/** Units of work of one sample, chosen so that a sample takes about this long. */
export const SAMPLE_SECONDS = 0.15;

export const nameOf = ({ kind, hidden, B }: Case): string =>
  `${kind} 784-${hidden.join('-')}-10 B=${B}`;

/** A line to a contender. */
export type Order =
  | { readonly order: 'load'; readonly file: string }
  | { readonly order: 'prepare'; readonly case: Case }
  | { readonly order: 'sample' };

/** A line back: seconds for one unit of work, or why there is none. */
export interface Answer {
  readonly seconds?: number;
  readonly note?: string;
}
