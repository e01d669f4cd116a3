import type { Block, Item } from './block.ts';
import { STYLE } from './style.ts';

/** The report as one HTML page: figures inside it, no scripts, nothing fetched. */
export function htmlOf(
  title: string,
  blocks: readonly Block[],
  png: (figureId: string) => Uint8Array,
): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escaped(title)}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
${blocks.map((block) => blockHtml(block, png)).join('\n')}
</main>
</body>
</html>
`;
}

function blockHtml(block: Block, png: (figureId: string) => Uint8Array): string {
  switch (block.kind) {
    case 'heading':
      return `<h${block.level}>${escaped(block.text)}</h${block.level}>`;
    case 'paragraph':
      return `<p${block.lead ? ' class="lead"' : ''}>${escaped(block.text)}</p>`;
    case 'list':
      return `<ul>\n${block.items.map((item) => `<li>${itemHtml(item)}</li>`).join('\n')}\n</ul>`;
    case 'code':
      return `<pre><code>${escaped(block.text)}</code></pre>`;
    case 'figure': {
      const { figure, number, caption } = block;
      const data = Buffer.from(png(figure.id)).toString('base64');
      return (
        `<figure id="${escaped(figure.id)}">\n` +
        `<img src="data:image/png;base64,${data}" width="900" height="562" alt="${escaped(figure.alt)}">\n` +
        `<figcaption><b>Figure ${number}. ${escaped(figure.title)}.</b> ${escaped(caption)}</figcaption>\n` +
        '</figure>'
      );
    }
    case 'table':
      return tableHtml(block);
  }
}

function tableHtml({ caption, head, rows }: Extract<Block, { kind: 'table' }>): string {
  const row = (cells: readonly string[], tag: 'th' | 'td') =>
    `<tr>${cells.map((cell) => `<${tag}>${escaped(cell)}</${tag}>`).join('')}</tr>`;
  return (
    `<p class="caption">${escaped(caption)}</p>\n<div class="table"><table>\n` +
    `<thead>${row(head, 'th')}</thead>\n<tbody>\n${rows.map((cells) => row(cells, 'td')).join('\n')}\n` +
    '</tbody>\n</table></div>'
  );
}

function itemHtml(item: Item): string {
  if (typeof item === 'string') return escaped(item);
  const { reason, verdict, remark = '' } = item;
  const marked = verdict === undefined ? '' : `<b>${escaped(verdict)}</b>`;
  return `${escaped(reason)}${marked}${escaped(remark)}`;
}

// Equations are kept on one line by no-break spaces.
const escaped = (text: string) =>
  text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll(/ (=|≤|±|×|%)(?= |\b|$)/g, '\u00a0$1')
    .replaceAll(/(=|≤|±) /g, '$1\u00a0');
