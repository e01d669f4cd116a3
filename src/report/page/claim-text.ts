import type { ClaimOutcome } from '../../claims/judging/claim.ts';
import { verdictText } from '../../claims/judging/sentence.ts';
import { type Outcome, outcomes, type Verdict } from '../../claims/judging/verdict.ts';
import { plural } from '../arms/wording.ts';
import type { Sentence } from '../findings/finding.ts';
import type { ControlAnswer } from '../predictions/control-answers.ts';
import { controlWord } from '../predictions/control-word.ts';

/** All predictions in one sentence: `The claim is supported: of 3 predictions 2 are supported and 1 is refuted.` */
export function answerOf(claim: ClaimOutcome, answers: readonly Verdict[]): string {
  const counts = outcomes.flatMap((outcome) => {
    const n = answers.filter(({ verdict }) => verdict === outcome).length;
    return n === 0 ? [] : [`${n} ${n === 1 ? 'is' : 'are'} ${words(outcome)}`];
  });
  const last = counts.at(-1)!;
  const list = counts.length === 1 ? last : `${counts.slice(0, -1).join(', ')} and ${last}`;
  const becomes = claim === 'depends' ? 'depends on the setting' : `is ${words(claim)}`;
  return `The claim ${becomes}: of ${plural(answers.length, 'prediction')} ${list}.`;
}

const words = (outcome: Outcome) =>
  outcome === 'measured' ? 'measured without a range' : verdictText(outcome);

/** A control in a line, in which the word that matters stands out: its setting, and what became of the statements in it. */
export const controlSentence = (control: ControlAnswer): Sentence => ({
  reason: `Control ${control.id}${control.why === null ? '' : ` (${control.why})`}: `,
  verdict: controlWord(control),
  remark: `; ${control.reason}.`,
});
