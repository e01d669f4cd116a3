import { headOf, intervalText, rangeText, verdictText } from '../../claims/judging/sentence.ts';
import { type Outcome, outcomes, type Verdict } from '../../claims/judging/verdict.ts';
import { significant } from '../../core/format.ts';
import { plural } from '../arms/wording.ts';
import type { Sentence } from '../findings/finding.ts';
import type { Answers } from '../predictions/answers.ts';
import type { Block } from './block.ts';

/** What was predicted and what came out, before all else; nothing where nothing was predicted. */
export function predictionBlocks({ claim, verdicts: answers }: Answers): readonly Block[] {
  if (claim === undefined) return [];
  return [
    { kind: 'heading', level: 2, text: 'What was predicted, and what came out' },
    { kind: 'paragraph', text: answerOf(claim, answers) },
    { kind: 'list', items: answers.map(marked) },
    {
      kind: 'table',
      caption:
        'Predicted range and measured interval of each statement; of several numbers the one that decided. The ' +
        'last column says whether a statement stood as it is before any run was finished.',
      head: ['statement', 'quantity', 'predicted', 'measured', 'n', 'verdict', 'stated'],
      rows: answers.map((one) => [
        one.id,
        one.quantity,
        one.verdict === 'measured' ? '–' : rangeText(one.predicted),
        one.measured === null
          ? '–'
          : `${one.estimate === null ? '' : `${significant(one.estimate)} `}${intervalText(one.measured)}`,
        one.units === 'none' ? 'computed' : `${one.n} ${one.units}`,
        verdictText(one.verdict),
        one.statedBefore === null ? '–' : one.statedBefore ? 'before the data' : 'after the data',
      ]),
    },
  ];
}

/** A sentence whose verdict stands out. */
function marked(one: Verdict): Sentence {
  const [reason, verdict] = [headOf(one), verdictText(one.verdict)];
  return { reason, verdict, remark: one.sentence.slice(reason.length + verdict.length) };
}

/** All of it in one sentence: `The claim is supported: of 3 predictions 2 are supported and 1 is refuted.` */
export function answerOf(claim: Outcome, answers: readonly Verdict[]): string {
  const counts = outcomes.flatMap((outcome) => {
    const n = answers.filter(({ verdict }) => verdict === outcome).length;
    return n === 0 ? [] : [`${n} ${n === 1 ? 'is' : 'are'} ${words(outcome)}`];
  });
  const last = counts.at(-1)!;
  const list = counts.length === 1 ? last : `${counts.slice(0, -1).join(', ')} and ${last}`;
  return `The claim is ${words(claim)}: of ${plural(answers.length, 'prediction')} ${list}.`;
}

const words = (outcome: Outcome) =>
  outcome === 'measured' ? 'measured without a range' : verdictText(outcome);
