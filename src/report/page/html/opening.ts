import type { Opening } from '../block.ts';
import { badge, escaped, itemHtml } from './text.ts';

/** The question, and beside the figure its answer. */
export function openingHtml(
  { title, question, answer, figure }: Opening,
  figureHtml: string,
): string {
  const { outcome, sentence, notes } = answer;
  const kicker = title === question ? '' : `<p class="title">${escaped(title)}</p>\n`;
  const told =
    outcome === undefined
      ? `<p class="numbers">${itemHtml(sentence)}</p>`
      : `<p class="says">${badge(outcome)} ${escaped(sentence.reason.replace(/: $/, '.'))}</p>\n` +
        `<p class="numbers">${escaped((sentence.remark ?? '').replace(/^\. /, ''))}</p>`;
  const more = notes.map((note) => `<p class="note">${escaped(note)}</p>`).join('\n');
  return (
    `<header>\n${kicker}<h1>${escaped(question)}</h1>\n</header>\n` +
    `<section class="opening${figure === undefined ? ' alone' : ''}" aria-label="Answer">\n` +
    `<div class="answer">\n${told}\n${more}</div>\n${figureHtml}\n</section>`
  );
}
