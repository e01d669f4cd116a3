import type { Block } from '../block.ts';
import { escaped } from './text.ts';

/** Links to the sections of a page; nothing where there are fewer than two. */
export function contentsHtml(blocks: readonly Block[]): string {
  const entries = blocks.flatMap((block) => {
    if (block.kind === 'fold')
      return block.unlisted ? [] : [[block.anchor, block.heading] as const];
    return block.kind === 'heading' && block.level === 2
      ? [[anchorOf(block.text), block.short ?? block.text] as const]
      : [];
  });
  if (entries.length < 2) return '';
  const items = entries.map(([to, text]) => `<li><a href="#${to}">${escaped(text)}</a></li>`);
  return `<nav class="contents" aria-label="Contents"><ul>${items.join('')}</ul></nav>`;
}

/** The name of a heading in addresses. */
export const anchorOf = (text: string): string =>
  text
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '');
