/** A table for a paper, before it is LaTeX or Markdown; all text is plain text, to be escaped. */
export interface PaperTable {
  /** What the numbers are. */
  readonly caption: string;
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly Cell[])[];
}

export interface Column {
  readonly heading: string;
  /** `words` and an `interval` are set to the left, a `sentence` in several lines, a `number` to the right, an `estimate` with its ± below that of others. */
  readonly holds: 'words' | 'sentence' | 'number' | 'interval' | 'estimate';
}

/** A text; or a number with half the width of its interval, null where there is none. */
export type Cell = string | Measured;

export interface Measured {
  readonly value: number;
  readonly error: number | null;
}

/** What stands where there is no number. */
export const NOTHING = '–';
