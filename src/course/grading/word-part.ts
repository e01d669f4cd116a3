import type { Outcome, Verdict } from '../../claims/judging/verdict.ts';
import { words } from '../kit/assignment.ts';
import { isBlank } from '../kit/template.ts';
import { fits } from './number-part.ts';
import type { Judged } from './part-grade.ts';

/** How a verdict in a word is checked. */
interface WordCheck {
  readonly points: number;
  readonly hint: string;
  /** Why the records give no verdict, where they give none. */
  readonly reason: string | undefined;
}

/** Holds a verdict in a word against the one that the submitted records give. */
export function wordPart(
  answer: unknown,
  outcome: Outcome | undefined,
  { points, hint, reason }: WordCheck,
): Judged {
  if (isBlank(answer)) return { score: 0, says: 'The answer is blank.' };
  const word = String(answer)
    .trim()
    .toLowerCase()
    .replaceAll(/[\s_]+/g, '-');
  if (!words.some((one) => one === word))
    return {
      score: 0,
      says: `${JSON.stringify(answer)?.slice(0, 60)} is no verdict: one of ${words.join(', ')} is.`,
    };
  if (outcome === undefined)
    return { score: 0, says: 'There are no records that a verdict could come from.' };
  if (word === outcome) return { score: points, says: `${word}: so say your records.` };
  if (outcome === 'undefined')
    return {
      score: 0,
      says: `${word} cannot be judged from your records: ${reason ?? 'they give no number'}.`,
    };
  if (outcome === 'inconclusive')
    return {
      score: points / 2,
      says: `${word} says too much: the interval lies astride the edge, which neither supports nor refutes.`,
    };
  return { score: 0, says: `${word} is not what your records say: ${hint}.` };
}

/** Words of a sentence at the least. */
const FEWEST = 8;

/** Looks whether a sentence is one, and names the number that it is about; what it means is for a teacher to read. */
export function sentencePart(
  answer: unknown,
  verdict: Verdict | undefined,
  points: number,
): Judged {
  if (isBlank(answer)) return { score: 0, says: 'The answer is blank.' };
  const text = String(answer).slice(0, 4000);
  const count = text.split(/\s+/).filter((one) => /\p{L}/u.test(one)).length;
  if (count < FEWEST)
    return { score: 0, says: `${count} words are no sentence: write ${FEWEST} or more.` };
  const numbers = text.replaceAll('−', '-').match(/-?\d+(?:\.\d+)?(?:e-?\d+)?/gi) ?? [];
  if (verdict === undefined || !numbers.map(Number).some((one) => fits(one, verdict)))
    return {
      score: points / 2,
      says: 'The sentence does not name the number that your records give: a conclusion rests on one.',
    };
  return { score: points, says: 'A sentence with its number; your teacher reads what it says.' };
}
