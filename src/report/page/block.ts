import type { Sentence } from '../findings/finding.ts';
import type { Figure } from '../plot/figure.ts';

/** A piece of a report, before it is Markdown or HTML. All text is plain text, to be escaped. */
export type Block =
  | { readonly kind: 'heading'; readonly level: 1 | 2 | 3; readonly text: string }
  | { readonly kind: 'paragraph'; readonly text: string; readonly lead?: true }
  | { readonly kind: 'list'; readonly items: readonly Item[] }
  | { readonly kind: 'code'; readonly text: string }
  | {
      readonly kind: 'figure';
      readonly number: number;
      readonly figure: Figure;
      /** Its caption, with its setting where the page does not say it for all. */
      readonly caption: string;
    }
  | {
      readonly kind: 'table';
      readonly caption: string;
      readonly head: readonly string[];
      readonly rows: readonly (readonly string[])[];
    };

/** A text, or a sentence whose verdict stands out: it is what a reader scans for. */
export type Item = string | Sentence;

/** The name of a figure's file, relative to the report. */
export const figurePath = ({ id }: Figure): string => `figures/${id}.png`;
