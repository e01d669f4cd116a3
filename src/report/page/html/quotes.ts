import type { Quote, Quotes } from '../block.ts';
import { badge, escaped } from './text.ts';

/** The sentences of a text by its sections, each with its mark and links to the claims that test it. */
export const quotesHtml = ({ sections }: Quotes): string =>
  `<dl class="quotes">\n${sections
    .map(
      ({ name, quotes }) =>
        `<div><dt>${escaped(name)}</dt>\n${quotes.map(quoteHtml).join('\n')}</div>`,
    )
    .join('\n')}\n</dl>`;

function quoteHtml({ words, mark, claims, note }: Quote): string {
  const links = claims.map((id) => ` <a href="#${escaped(id)}">${escaped(id)}</a>`).join(',');
  const why = note === undefined ? '' : ` <span class="reason">${escaped(note)}</span>`;
  return `<dd>${badge(mark)} <q>${escaped(words)}</q>${links}${why}</dd>`;
}
