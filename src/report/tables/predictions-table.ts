import { intervalText, rangeText, verdictText } from '../../claims/judging/sentence.ts';
import { csvOf } from '../../core/csv.ts';
import { significant } from '../../core/format.ts';
import type { Answers } from '../predictions/answers.ts';
import { NOTHING, type PaperTable } from './table.ts';

/** What was predicted, what came out, and the verdict, one row a statement. */
export const predictionsTable = ({ verdicts }: Answers): PaperTable => ({
  caption:
    'Predicted range, measured value with its interval, verdict, and what it rests on; of a statement of several numbers the one that ' +
    'decided.',
  columns: [
    { heading: 'id', holds: 'words' },
    { heading: 'prediction', holds: 'sentence' },
    { heading: 'predicted', holds: 'words' },
    { heading: 'measured', holds: 'number' },
    { heading: 'interval', holds: 'interval' },
    { heading: 'verdict', holds: 'words' },
    { heading: 'n', holds: 'number' },
  ],
  rows: verdicts.map((one) => [
    one.id,
    one.says ?? one.quantity,
    one.verdict === 'measured' ? NOTHING : rangeText(one.predicted),
    one.measured === null || one.estimate === null ? NOTHING : significant(one.estimate),
    one.measured === null ? NOTHING : intervalText(one.measured),
    verdictText(one.verdict),
    one.units === 'none' ? 'computed' : `${one.n} ${one.units}`,
  ]),
});

/** The same as tidy CSV, numbers in full; an end at infinity is empty. */
export const predictionsCsv = ({ verdicts }: Answers): string =>
  csvOf(
    [
      ...['id', 'says', 'source', 'kind', 'quantity', 'predicted_low', 'predicted_high'],
      ...['estimate', 'low', 'high', 'level', 'n', 'units', 'verdict', 'stated_before', 'reason'],
    ],
    verdicts.map((one) => [
      ...[one.id, one.says, one.source, one.kind, one.quantity, ...one.predicted],
      ...[one.estimate, one.measured?.[0], one.measured?.[1], one.level, one.n, one.units],
      ...[one.verdict, one.statedBefore, one.reason],
    ]),
  );
