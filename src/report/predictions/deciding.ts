import type { Verdict } from '../../claims/judging/verdict.ts';
import type { Answers } from './answers.ts';

/** The first prediction that came out as the claim did, or the first. */
export const decidingOf = ({
  claim,
  verdicts,
}: Pick<Answers, 'claim' | 'verdicts'>): Verdict | undefined =>
  verdicts.find(({ verdict }) => verdict === claim) ?? verdicts[0];
