import { SCORE_HEAD, type Scores } from '../block.ts';
import { escaped } from './text.ts';
import { verdictTable } from './verdict-table.ts';

/** Claims with their verdicts, each linked to its section. */
export const scoresHtml = ({ caption, rows }: Scores): string =>
  verdictTable(
    { classes: 'statements scores', caption, head: SCORE_HEAD },
    rows.map((row) => ({
      ...row,
      says:
        row.outcome === 'not-run'
          ? escaped(row.says)
          : `<a href="#${escaped(row.id)}">${escaped(row.says)}</a>`,
      others: [row.n, row.control, row.cost],
    })),
  );
