import { withError } from '../../core/format.ts';
import { markdownTable, markdownText } from '../../core/markdown.ts';
import type { Cell, PaperTable } from './table.ts';

/** Tables as Markdown, each below its caption. */
export const markdownOf = (tables: readonly PaperTable[]): string =>
  tables.map(({ caption, ...table }) => `${markdownText(caption)}\n\n${body(table)}\n`).join('\n');

const body = ({ columns, rows }: Pick<PaperTable, 'columns' | 'rows'>): string =>
  markdownTable(
    columns.map(({ heading }) => heading),
    rows.map((cells) => cells.map(textOf)),
    (i) => columns[i]!.holds === 'number' || columns[i]!.holds === 'estimate',
  );

const textOf = (cell: Cell): string =>
  typeof cell === 'string' ? cell : withError(cell.value, cell.error ?? 0);
