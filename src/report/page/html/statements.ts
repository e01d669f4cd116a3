import type { StatementRow, Statements } from '../block.ts';
import { rangesHtml } from './ranges.ts';
import { badge, escaped } from './text.ts';

const HEAD = ['prediction', 'verdict', 'predicted', 'measured', 'n', 'stated'] as const;

/** Predictions with their verdicts; in a narrow window each row is a card. The roles keep it a table there. */
export function statementsHtml({ caption, rows }: Statements): string {
  const head = HEAD.map((name) => `<th scope="col" role="columnheader">${name}</th>`).join('');
  return (
    `<table class="statements" role="table"><caption>${escaped(caption)}</caption>\n` +
    `<thead role="rowgroup"><tr role="row">${head}</tr></thead>\n` +
    `<tbody role="rowgroup">\n${rows.map(rowHtml).join('\n')}\n</tbody>\n</table>`
  );
}

function rowHtml(row: StatementRow): string {
  const { figure, outcome, ranges } = row;
  const link =
    figure === undefined
      ? ''
      : ` <a href="#figure-${escaped(figure.figure.id)}">Figure\u00a0${figure.number}</a>`;
  const reasons = row.reasons.map((one) => `<span class="reason">${escaped(one)}</span>`).join('');
  const picture = ranges === undefined ? '' : rangesHtml(ranges);
  const cells = [
    badge(outcome),
    escaped(row.predicted),
    `${escaped(row.measured)}${picture}`,
    escaped(row.n),
    escaped(row.stated),
  ].map((html, i) => `<td role="cell" data-name="${HEAD[i + 1]}">${html}</td>`);
  return (
    `<tr role="row" class="${outcome}" id="prediction-${escaped(row.id)}"><th scope="row" role="rowheader">` +
    `<span class="says">${escaped(row.says)}${link}</span><span class="quantity">${escaped(row.quantity)}</span>${reasons}</th>` +
    `${cells.join('')}</tr>`
  );
}
