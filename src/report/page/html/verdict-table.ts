import type { Mark, Ranges } from '../block.ts';
import { rangesHtml } from './ranges.ts';
import { badge, escaped } from './text.ts';

/** A row of a table of verdicts. */
interface VerdictRow {
  readonly outcome: Mark;
  /** Of the row in addresses. */
  readonly anchor?: string;
  /** What was predicted or claimed, as HTML. */
  readonly says: string;
  readonly quantity: string;
  readonly reasons: readonly string[];
  readonly predicted: string;
  readonly measured: string;
  readonly ranges?: Ranges | undefined;
  /** The cells after these, plain text. */
  readonly others: readonly string[];
}

/** Verdicts with their ranges and intervals; in a narrow window each row is a card. The roles keep it a table there. */
export function verdictTable(
  { classes, caption, head }: { classes: string; caption: string; head: readonly string[] },
  rows: readonly VerdictRow[],
): string {
  const names = head.map((name) => `<th scope="col" role="columnheader">${name}</th>`).join('');
  return (
    `<table class="${classes}" role="table"><caption>${escaped(caption)}</caption>\n` +
    `<thead role="rowgroup"><tr role="row">${names}</tr></thead>\n` +
    `<tbody role="rowgroup">\n${rows.map((row) => rowHtml(row, head)).join('\n')}\n</tbody>\n</table>`
  );
}

function rowHtml(row: VerdictRow, head: readonly string[]): string {
  const { outcome, anchor, ranges } = row;
  const reasons = row.reasons.map((one) => `<span class="reason">${escaped(one)}</span>`).join('');
  const cells = [
    badge(outcome),
    unbroken(row.predicted),
    `${unbroken(row.measured)}${ranges === undefined ? '' : rangesHtml(ranges)}`,
    ...row.others.map(unbroken),
  ].map((html, i) => `<td role="cell" data-name="${head[i + 1]}">${html}</td>`);
  const id = anchor === undefined ? '' : ` id="${escaped(anchor)}"`;
  return (
    `<tr role="row" class="${outcome}"${id}><th scope="row" role="rowheader">` +
    `<span class="says">${row.says}</span><span class="quantity">${escaped(row.quantity)}</span>${reasons}</th>` +
    `${cells.join('')}</tr>`
  );
}

/** Lines break between words, and in no number nor in a short interval. */
const unbroken = (text: string): string =>
  escaped(text).replaceAll(/\[[^\]]{1,20}\]|× \S/g, (whole) => whole.replaceAll(' ', '\u00a0'));
