import { sentenceOf } from '../findings/finding.ts';
import type { Findings } from '../findings/findings.ts';
import type { Answers } from '../predictions/answers.ts';
import { decidingOf } from '../predictions/deciding.ts';
import type { Answer } from './block.ts';
import { answerOf } from './claim-text.ts';
import { sentenceOfVerdict } from './statements.ts';

/** What was asked, answered in one sentence: by the prediction that decides, else by what was found. */
export function answerFrom(findings: Findings, answers: Answers): Answer {
  const { claim, verdicts } = answers;
  const deciding = decidingOf(answers);
  if (claim === undefined || deciding === undefined) {
    // How many runs there are where nothing is compared.
    const [sentence = findings.status[0]!, ...others] = findings.headline;
    return { sentence, notes: others.map(sentenceOf) };
  }
  return {
    outcome: deciding.verdict,
    sentence: sentenceOfVerdict(deciding),
    notes: verdicts.length > 1 ? [answerOf(claim, verdicts)] : [],
  };
}
