import { verdictText } from '../../../claims/judging/sentence.ts';
import { escaped as plainly } from '../../../core/markup.ts';
import type { Item, Mark } from '../block.ts';

/** Text as HTML; equations are kept on one line by no-break spaces. */
export const escaped = (text: string): string =>
  plainly(text)
    .replaceAll(/ (=|≤|±|×|%)(?= |\b|$)/g, '\u00a0$1')
    .replaceAll(/(=|≤|±) /g, '$1\u00a0');

/** A text, or a sentence with its verdict in bold. */
export function itemHtml(item: Item): string {
  if (typeof item === 'string') return escaped(item);
  const { reason, verdict, remark = '' } = item;
  const marked = verdict === undefined ? '' : `<b>${escaped(verdict)}</b>`;
  return `${escaped(reason)}${marked}${escaped(remark)}`;
}

/** A sign beside the word of a verdict, so that neither colour nor language alone tells it. */
const SIGNS: Readonly<Record<Mark, string>> = {
  supported: '✓',
  refuted: '✕',
  inconclusive: '?',
  'not-reached': '∅',
  undefined: '–',
  measured: '•',
  depends: '±',
  'not-testable': '○',
  'not-run': '–',
};

/** A verdict that is seen at a glance: a word, a sign and a colour. */
export const badge = (mark: Mark): string =>
  `<span class="badge ${mark}"><span aria-hidden="true">${SIGNS[mark]}</span> ${verdictText(mark)}</span>`;
