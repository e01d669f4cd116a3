import {
  headOf,
  intervalText,
  isUnequal,
  mismatchText,
  rangeText,
  verdictText,
  withoutStop,
} from '../../claims/judging/sentence.ts';
import type { Outcome, Verdict } from '../../claims/judging/verdict.ts';
import { significant } from '../../core/format.ts';
import type { Sentence } from '../findings/finding.ts';
import type { NumberedFigure, StatementRow, Statements } from './block.ts';

/** The table of what was predicted and what came out, each row with the figure that shows it. */
export const statementsOf = (
  verdicts: readonly Verdict[],
  figureOf: (statement: string) => NumberedFigure | undefined,
): Statements => ({
  kind: 'statements',
  caption:
    'Predicted range and measured interval of each prediction; of several numbers the one that decided. Stated: whether the ' +
    'prediction stood as it is before any run was finished.',
  rows: verdicts.map((one) => rowOf(one, figureOf(one.id))),
});

/** A verdict as a sentence in which it stands out. */
export function sentenceOfVerdict(one: Verdict): Sentence {
  const [reason, verdict] = [headOf(one), verdictText(one.verdict)];
  return { reason, verdict, remark: one.sentence.slice(reason.length + verdict.length) };
}

/** Verdicts that their numbers do not explain. */
const OPEN: readonly Outcome[] = ['inconclusive', 'not-reached', 'undefined'];

function reasonsOf({ verdict, reason, mismatch }: Verdict): readonly string[] {
  return [
    ...(OPEN.includes(verdict) && reason !== '' ? [reason] : []),
    ...(isUnequal(mismatch) ? [mismatchText(mismatch)] : []),
  ];
}

function rowOf(one: Verdict, figure: NumberedFigure | undefined): StatementRow {
  const { id, says, quantity, verdict, predicted, measured, estimate } = one;
  const judged = verdict !== 'measured';
  return {
    ...{ id, quantity, outcome: verdict, figure },
    reasons: reasonsOf(one),
    says: withoutStop(says ?? id),
    predicted: judged ? rangeText(predicted) : '–',
    measured:
      measured === null
        ? '–'
        : `${estimate === null ? '' : `${significant(estimate)} `}${intervalText(measured)}`,
    n: one.units === 'none' ? 'computed' : `${one.n} ${one.units}`,
    stated:
      one.statedBefore === null ? '–' : one.statedBefore ? 'before the data' : 'after the data',
    ...(judged && measured !== null ? { ranges: { predicted, measured, estimate } } : {}),
  };
}
