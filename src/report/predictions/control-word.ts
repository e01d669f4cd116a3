import type { Answers } from './answers.ts';
import type { ControlAnswer } from './control-answers.ts';

/** What a control came to, in a word: too weak where it neither failed as it should nor let the statement be supported. */
export type ControlWord = 'passed' | 'failed' | 'too weak';

export const controlWord = ({ passed, verdicts }: ControlAnswer): ControlWord =>
  passed
    ? 'passed'
    : verdicts.some(({ verdict }) => ['supported', 'measured'].includes(verdict))
      ? 'failed'
      : 'too weak';

/** What is said of all controls of a claim: the worst of them; undefined where it has none. */
export function controlsWord({ controls }: Pick<Answers, 'controls'>): ControlWord | undefined {
  const words = controls.map(controlWord);
  return (['failed', 'too weak', 'passed'] as const).find((word) => words.includes(word));
}
