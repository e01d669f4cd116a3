import type { Outcome } from '../../claims/judging/verdict.ts';
import type { Sentence } from '../findings/finding.ts';
import type { Figure } from '../plot/figure.ts';

/** A piece of a report, before it is Markdown or HTML. All text is plain text, to be escaped. */
export type Block =
  | Opening
  | {
      readonly kind: 'heading';
      readonly level: 2 | 3;
      readonly text: string;
      /** What it is called in the contents. */
      readonly short?: string;
    }
  | { readonly kind: 'paragraph'; readonly text: string }
  | { readonly kind: 'list'; readonly items: readonly Item[] }
  | { readonly kind: 'code'; readonly text: string }
  | { readonly kind: 'figures'; readonly figures: readonly NumberedFigure[] }
  | Statements
  | Scores
  | Quotes
  | Formula
  | Table
  | Fold;

/** A text, or a sentence whose verdict stands out: it is what a reader scans for. */
export type Item = string | Sentence;

/** What a report opens with: the question, its answer, and the figure that shows it. */
export interface Opening {
  readonly kind: 'opening';
  readonly title: string;
  readonly question: string;
  readonly answer: Answer;
  readonly figure: NumberedFigure | undefined;
}

/** What was asked, answered. */
export interface Answer {
  /** Of what was predicted; absent where nothing was. */
  readonly outcome?: Outcome;
  readonly sentence: Sentence;
  /** What else there is to say at first sight: over how many predictions, on which runs. */
  readonly notes: readonly string[];
}

export interface NumberedFigure {
  readonly number: number;
  readonly figure: Figure;
  /** Its caption, with its setting where the page does not say it for all. */
  readonly caption: string;
}

/** What was predicted, and what came out, at a glance. */
export interface Statements {
  readonly kind: 'statements';
  readonly caption: string;
  readonly rows: readonly StatementRow[];
}

export interface StatementRow {
  readonly id: string;
  readonly says: string;
  /** What the numbers are of. */
  readonly quantity: string;
  readonly predicted: string;
  readonly measured: string;
  readonly n: string;
  readonly outcome: Outcome;
  /** Why, where the numbers do not say it, and what to mind. */
  readonly reasons: readonly string[];
  /** Whether it stood as it is before any run was finished. */
  readonly stated: string;
  /** Predicted and measured range for a small picture of them; absent where there is none to draw. */
  readonly ranges?: Ranges;
  readonly figure: NumberedFigure | undefined;
}

/** Claims with their verdicts, each linked to its section. */
export interface Scores {
  readonly kind: 'scores';
  readonly caption: string;
  readonly rows: readonly ScoreRow[];
}

/** What the columns of such a table hold. */
export const SCORE_HEAD = [
  ...['claim', 'verdict', 'predicted', 'measured', 'n', 'control', 'minutes'],
] as const;

export interface ScoreRow
  extends Pick<
    StatementRow,
    'says' | 'quantity' | 'predicted' | 'measured' | 'n' | 'reasons' | 'ranges'
  > {
  readonly outcome: Mark;
  /** The name of the claim, and of its section in addresses. */
  readonly id: string;
  /** What became of its controls. */
  readonly control: string;
  /** Minutes, as stated beforehand and as measured. */
  readonly cost: string;
}

/** Sentences of a text in the order of its sections, each marked by what became of it. */
export interface Quotes {
  readonly kind: 'quotes';
  readonly sections: readonly {
    readonly name: string;
    readonly quotes: readonly Quote[];
  }[];
}

export interface Quote {
  readonly words: string;
  readonly mark: Mark;
  /** The claims that test it, by the names of their sections; none where it cannot be tested. */
  readonly claims: readonly string[];
  /** Why it cannot be tested. */
  readonly note?: string;
}

/** A verdict, or why there is none. */
export type Mark = Outcome | 'depends' | 'not-testable' | 'not-run';

/** A formula on a line of its own, in LaTeX. */
export interface Formula {
  readonly kind: 'formula';
  readonly latex: string;
}

/** Ends of ranges; null is an end at infinity. */
export interface Ranges {
  readonly predicted: readonly [number | null, number | null];
  readonly measured: readonly [number | null, number | null];
  readonly estimate: number | null;
}

export interface Table {
  readonly kind: 'table';
  readonly caption: string;
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** A section that a page folds away until it is asked for. */
export interface Fold {
  readonly kind: 'fold';
  /** Its name in addresses, kebab-case. */
  readonly anchor: string;
  readonly heading: string;
  /** How much is in it: `36 sentences`. */
  readonly extent?: string;
  /** What became of the claim that it is about. */
  readonly outcome?: Mark;
  /** Left out of the contents, where there are many of its kind. */
  readonly unlisted?: true;
  /** Whether a page shows it from the start. */
  readonly open?: true;
  /** Left out in print: it stands elsewhere, or few want it on paper. */
  readonly onScreen?: true;
  readonly blocks: readonly Block[];
}

/** The folder of figures, relative to the report. */
export const FIGURES = 'figures';

/** The name of a figure's file, relative to the report. */
export const figurePath = ({ id }: Figure): string => `${FIGURES}/${id}.png`;
