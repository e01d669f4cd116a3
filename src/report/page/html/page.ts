import type { Figure } from '../../plot/figure.ts';
import type { Block, Fold } from '../block.ts';
import { anchorOf, contentsHtml } from './contents.ts';
import { figureHtml, type Pictures } from './figure.ts';
import { formulaHtml } from './formula.ts';
import { openingHtml } from './opening.ts';
import { quotesHtml } from './quotes.ts';
import { scoresHtml } from './scores.ts';
import { statementsHtml } from './statements.ts';
import { STYLE } from './style.ts';
import { tableHtml } from './table.ts';
import { badge, escaped, itemHtml } from './text.ts';

/** What a page may do: show what is in it. Nothing is fetched, sent or framed. */
const POLICY =
  "default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

/** What a page needs to draw its figures again in a browser. */
export interface Interactive {
  /** A script that needs nothing else. */
  readonly script: string;
  /** What it reads, as JSON. */
  readonly data: string;
}

/** The report as one HTML page: figures inside it, nothing fetched; a static page where scripts do not run. */
export function htmlOf(
  title: string,
  blocks: readonly Block[],
  picturesOf: (figure: Figure) => Pictures,
  interactive?: Interactive,
): string {
  const [opening, ...rest] = blocks;
  const html = (block: Block) => blockHtml(block, picturesOf);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escaped(title)}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
${opening === undefined ? '' : html(opening)}
${contentsHtml(rest)}
${rest.map(html).join('\n')}
</main>
${interactive === undefined ? '' : scriptsHtml(interactive)}</body>
</html>
`;
}

function blockHtml(block: Block, picturesOf: (figure: Figure) => Pictures): string {
  switch (block.kind) {
    case 'opening': {
      const { figure } = block;
      return openingHtml(block, figure ? figureHtml(figure, picturesOf(figure.figure)) : '');
    }
    case 'heading': {
      const anchor = block.level === 2 ? ` id="${anchorOf(block.text)}"` : '';
      return `<h${block.level}${anchor}>${escaped(block.text)}</h${block.level}>`;
    }
    case 'paragraph':
      return `<p>${escaped(block.text)}</p>`;
    case 'list':
      return `<ul>\n${block.items.map((item) => `<li>${itemHtml(item)}</li>`).join('\n')}\n</ul>`;
    case 'code':
      return `<pre tabindex="0"><code>${escaped(block.text)}</code></pre>`;
    case 'figures': {
      const figures = block.figures.map((one) => figureHtml(one, picturesOf(one.figure)));
      return `<div class="figures">\n${figures.join('\n')}\n</div>`;
    }
    case 'statements':
      return statementsHtml(block);
    case 'scores':
      return scoresHtml(block);
    case 'quotes':
      return quotesHtml(block);
    case 'formula':
      return formulaHtml(block);
    case 'table':
      return tableHtml(block);
    case 'fold':
      return foldHtml(block, picturesOf);
  }
}

// The anchor is inside, since browsers open what is folded around the place that an address names.
function foldHtml(
  { anchor, heading, extent, outcome, open, onScreen, blocks }: Fold,
  picturesOf: (figure: Figure) => Pictures,
): string {
  const count = extent === undefined ? '' : ` <span class="extent">${escaped(extent)}</span>`;
  const mark = outcome === undefined ? '' : ` ${badge(outcome)}`;
  return (
    `<details${open ? ' open' : ''}${onScreen ? ' class="on-screen"' : ''}>\n<summary><h2>${escaped(heading)}</h2>${mark}${count}</summary>\n` +
    `<div class="folded" id="${anchor}">\n${blocks.map((block) => blockHtml(block, picturesOf)).join('\n')}\n</div>\n</details>`
  );
}

// In JSON and in scripts `<` can only stand in strings, where < means the same and ends no element.
const scriptsHtml = ({ script, data }: Interactive): string =>
  `<script type="application/json" id="figures-data">${data.replaceAll('<', '\\u003c')}</script>\n` +
  `<script>${script}</script>\n`;
