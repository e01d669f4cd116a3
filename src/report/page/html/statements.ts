import type { StatementRow, Statements } from '../block.ts';
import { escaped } from './text.ts';
import { verdictTable } from './verdict-table.ts';

const HEAD = ['prediction', 'verdict', 'predicted', 'measured', 'n', 'stated'] as const;

/** Predictions with their verdicts. */
export const statementsHtml = ({ caption, rows }: Statements): string =>
  verdictTable(
    { classes: 'statements', caption, head: HEAD },
    rows.map((row) => ({
      ...row,
      anchor: `prediction-${row.id}`,
      says: `${escaped(row.says)}${linkOf(row)}`,
      others: [row.n, row.stated],
    })),
  );

const linkOf = ({ figure }: StatementRow): string =>
  figure === undefined
    ? ''
    : ` <a href="#figure-${escaped(figure.figure.id)}">Figure\u00a0${figure.number}</a>`;
