import type { Table } from '../block.ts';
import { escaped } from './text.ts';

/** Columns of a table that leaves room beside it on paper. */
const MOST_BESIDE = 7;

/** A table with its caption, in a frame that scrolls where the window is narrow. */
export function tableHtml({ caption, head, rows }: Table): string {
  const top = head.map((cell) => `<th scope="col">${escaped(cell)}</th>`).join('');
  const body = rows.map((cells) => {
    const [first = '', ...rest] = cells;
    const others = rest.map((cell) => `<td>${escaped(cell)}</td>`).join('');
    return `<tr><th scope="row">${escaped(first)}</th>${others}</tr>`;
  });
  const [label = ''] = caption.split('. ');
  const wide = head.length > MOST_BESIDE ? ' wide' : '';
  return (
    `<div class="table${wide}" role="region" aria-label="${escaped(label.replace(/\.$/, ''))}" tabindex="0"><table>\n<caption>${escaped(caption)}</caption>\n` +
    `<thead><tr>${top}</tr></thead>\n<tbody>\n${body.join('\n')}\n</tbody>\n</table></div>`
  );
}
