import type { ScoreRow, Scores } from '../block.ts';
import { rangesHtml } from './ranges.ts';
import { badge, escaped } from './text.ts';

const HEAD = ['claim', 'verdict', 'predicted', 'measured', 'n', 'control', 'minutes'] as const;

/** Claims with their verdicts, each linked to its section; in a narrow window each row is a card. The roles keep it a table there. */
export function scoresHtml({ caption, rows }: Scores): string {
  const head = HEAD.map((name) => `<th scope="col" role="columnheader">${name}</th>`).join('');
  return (
    `<table class="statements scores" role="table"><caption>${escaped(caption)}</caption>\n` +
    `<thead role="rowgroup"><tr role="row">${head}</tr></thead>\n` +
    `<tbody role="rowgroup">\n${rows.map(rowHtml).join('\n')}\n</tbody>\n</table>`
  );
}

function rowHtml(row: ScoreRow): string {
  const { id, outcome, ranges } = row;
  const reasons = row.reasons.map((one) => `<span class="reason">${escaped(one)}</span>`).join('');
  const says =
    outcome === 'not-run'
      ? escaped(row.says)
      : `<a href="#${escaped(id)}">${escaped(row.says)}</a>`;
  const cells = [
    badge(outcome),
    escaped(row.predicted),
    `${escaped(row.measured)}${ranges === undefined ? '' : rangesHtml(ranges)}`,
    escaped(row.n),
    escaped(row.control),
    escaped(row.cost),
  ].map((html, i) => `<td role="cell" data-name="${HEAD[i + 1]}">${html}</td>`);
  return (
    `<tr role="row" class="${outcome}"><th scope="row" role="rowheader">` +
    `<span class="says">${says}</span>` +
    `<span class="quantity">${escaped(row.quantity)}</span>${reasons}</th>${cells.join('')}</tr>`
  );
}
