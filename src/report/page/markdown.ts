import { verdictText } from '../../claims/judging/sentence.ts';
import { markdownTable, markdownText } from '../../core/markdown.ts';
import { sentenceOf } from '../findings/finding.ts';
import {
  type Answer,
  type Block,
  type Fold,
  figurePath,
  type Item,
  type NumberedFigure,
  type Opening,
  type Quotes,
  SCORE_HEAD,
  type Scores,
  type Statements,
  type Table,
} from './block.ts';

/** The report as Markdown, with links to the figures beside it. */
export const markdownOf = (blocks: readonly Block[]): string =>
  `${blocks.map(blockText).join('\n\n')}\n`;

function blockText(block: Block): string {
  switch (block.kind) {
    case 'opening':
      return openingText(block);
    case 'heading':
      return headingText(block.level, block.text);
    case 'paragraph':
      return markdownText(block.text);
    case 'list':
      return block.items.map((item) => `- ${markdownText(textOf(item))}`).join('\n');
    case 'code':
      return `\`\`\`\n${block.text}\n\`\`\``;
    case 'figures':
      return block.figures.map(figureText).join('\n\n');
    case 'statements':
      return tableText(tableOf(block));
    case 'scores':
      return scoresText(block);
    case 'quotes':
      return quotesText(block);
    case 'formula':
      return `$$${block.latex}$$`;
    case 'table':
      return tableText(block);
    case 'fold':
      return [foldHeading(block), ...block.blocks.map(blockText)].join('\n\n');
  }
}

function openingText({ title, question, answer, figure }: Opening): string {
  return [
    headingText(1, title),
    ...(question === title ? [] : [`*${markdownText(question)}*`]),
    answerText(answer),
    ...answer.notes.map(markdownText),
    ...(figure === undefined ? [] : [figureText(figure)]),
  ].join('\n\n');
}

function answerText({ outcome, sentence: { reason, verdict = '', remark = '' } }: Answer): string {
  const marked = outcome === undefined ? verdict : verdictText(outcome);
  return `${markdownText(reason)}${marked === '' ? '' : `**${markdownText(marked)}**`}${markdownText(remark)}`;
}

const headingText = (level: number, text: string) => `${'#'.repeat(level)} ${markdownText(text)}`;

const figureText = ({ figure, number, caption }: NumberedFigure): string =>
  `![${markdownText(figure.alt)}](${figurePath(figure)})\n\n` +
  `**Figure ${number}. ${markdownText(figure.title)}.** ${markdownText(caption)}`;

/** The predictions as a plain table. */
const tableOf = ({ caption, rows }: Statements): Table => ({
  kind: 'table',
  caption,
  head: ['prediction', 'quantity', 'verdict', 'predicted', 'measured', 'n', 'stated', 'figure'],
  rows: rows.map((row) => [
    ...[row.says, row.quantity, verdictText(row.outcome), row.predicted, row.measured],
    ...[row.n, row.stated, row.figure === undefined ? '–' : String(row.figure.number)],
  ]),
});

/** A claim's section is linked to, and says what became of it. */
const foldHeading = ({ anchor, heading, outcome }: Fold): string =>
  outcome === undefined
    ? headingText(2, heading)
    : `<a id="${anchor}"></a>\n\n${headingText(3, `${heading} (${verdictText(outcome)})`)}`;

function scoresText({ caption, rows }: Scores): string {
  const lines = rows.map((row) => [
    row.outcome === 'not-run' ? markdownText(row.says) : `[${markdownText(row.says)}](#${row.id})`,
    ...[verdictText(row.outcome), row.predicted, row.measured, row.n, row.control, row.cost].map(
      markdownText,
    ),
  ]);
  const table = [SCORE_HEAD, SCORE_HEAD.map(() => '---'), ...lines].map(
    (cells) => `| ${cells.join(' | ')} |`,
  );
  return [markdownText(caption), '', ...table].join('\n');
}

const quotesText = ({ sections }: Quotes): string =>
  sections
    .map(({ name, quotes }) =>
      [
        `**${markdownText(name)}**`,
        '',
        ...quotes.map(({ words, mark, claims, note }) => {
          const links = claims.map((id) => `[${markdownText(id)}](#${id})`).join(', ');
          const parts = [
            `**${verdictText(mark)}**`,
            `“${markdownText(words)}”`,
            links,
            markdownText(note ?? ''),
          ];
          return `- ${parts.filter((part) => part !== '').join(' ')}`;
        }),
      ].join('\n'),
    )
    .join('\n\n');

const tableText = ({ caption, head, rows }: Table): string =>
  [markdownText(caption), '', markdownTable(head, rows)].join('\n');

const textOf = (item: Item) => (typeof item === 'string' ? item : sentenceOf(item));
