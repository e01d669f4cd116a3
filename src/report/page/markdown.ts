import { markdownTable, markdownText } from '../../core/markdown.ts';
import { sentenceOf } from '../findings/finding.ts';
import { type Block, figurePath, type Item } from './block.ts';

/** The report as Markdown, with links to the figures beside it. */
export const markdownOf = (blocks: readonly Block[]): string =>
  `${blocks.map(blockText).join('\n\n')}\n`;

function blockText(block: Block): string {
  switch (block.kind) {
    case 'heading':
      return `${'#'.repeat(block.level)} ${markdownText(block.text)}`;
    case 'paragraph':
      return block.lead ? `*${markdownText(block.text)}*` : markdownText(block.text);
    case 'list':
      return block.items.map((item) => `- ${markdownText(textOf(item))}`).join('\n');
    case 'code':
      return `\`\`\`\n${block.text}\n\`\`\``;
    case 'figure': {
      const { figure, number, caption } = block;
      return (
        `![${markdownText(figure.alt)}](${figurePath(figure)})\n\n` +
        `**Figure ${number}. ${markdownText(figure.title)}.** ${markdownText(caption)}`
      );
    }
    case 'table':
      return [markdownText(block.caption), '', markdownTable(block.head, block.rows)].join('\n');
  }
}

const textOf = (item: Item) => (typeof item === 'string' ? item : sentenceOf(item));
