import { sentenceOf } from '../findings/finding.ts';
import { type Block, figurePath, type Item } from './block.ts';

/** The report as Markdown, with links to the figures beside it. */
export const markdownOf = (blocks: readonly Block[]): string =>
  `${blocks.map(blockText).join('\n\n')}\n`;

function blockText(block: Block): string {
  switch (block.kind) {
    case 'heading':
      return `${'#'.repeat(block.level)} ${escaped(block.text)}`;
    case 'paragraph':
      return block.lead ? `*${escaped(block.text)}*` : escaped(block.text);
    case 'list':
      return block.items.map((item) => `- ${escaped(textOf(item))}`).join('\n');
    case 'code':
      return `\`\`\`\n${block.text}\n\`\`\``;
    case 'figure': {
      const { figure, number, caption } = block;
      return (
        `![${escaped(figure.alt)}](${figurePath(figure)})\n\n` +
        `**Figure ${number}. ${escaped(figure.title)}.** ${escaped(caption)}`
      );
    }
    case 'table':
      return [
        escaped(block.caption),
        '',
        tableRow(block.head),
        `|${block.head.map((_, i) => (i === 0 ? ' --- ' : ' ---: ')).join('|')}|`,
        ...block.rows.map(tableRow),
      ].join('\n');
  }
}

const textOf = (item: Item) => (typeof item === 'string' ? item : sentenceOf(item));

const tableRow = (cells: readonly string[]) => `| ${cells.map(escaped).join(' | ')} |`;

// What Markdown would read as markup, and line ends, which would break a list or a table.
const escaped = (text: string) =>
  text.replaceAll(/[\r\n]+/g, ' ').replaceAll(/[\\`*_[\]<>|#]/g, (sign) => `\\${sign}`);
