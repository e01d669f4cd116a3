import type { ClaimOutcome } from '../../claims/judging/claim.ts';
import type { Outcome } from '../../claims/judging/verdict.ts';
import { type ControlWord, controlsWord } from '../predictions/control-word.ts';
import { measuredMinutes, statedMinutes } from './cost.ts';
import { expectedFalse, headlineOf } from './headline.ts';
import { rowOf } from './line.ts';
import { outcomeOf, type Score, type Scorecard } from './score.ts';

/** A scorecard as plain JSON. */
export interface ScorecardJson
  extends Pick<Scorecard, 'name' | 'budget' | 'seedsFrom' | 'unscored' | 'untestable'> {
  readonly headline: string;
  /** Wrong verdicts that may be expected by chance, at most. */
  readonly expectedFalse: number;
  readonly claims: readonly ClaimJson[];
}

/** What became of a claim. */
export interface ClaimJson {
  readonly id: string;
  readonly says: string;
  readonly verdict: ClaimOutcome;
  /** What it came to in each setting that the file asks for a verdict of; empty where it asks for none. */
  readonly settings: readonly { readonly name: string; readonly verdict: Outcome }[];
  /** Of its controls; null where it has none. */
  readonly control: ControlWord | null;
  readonly predicted: string;
  readonly measured: string;
  readonly n: string;
  readonly minutes: { readonly stated: number | null; readonly measured: number };
  readonly sentence: Score['experiment']['sentence'] | null;
  readonly verdicts: Score['answers']['verdicts'];
  readonly controls: Score['answers']['controls'];
  readonly failures: readonly string[];
}

export const scorecardJson = (card: Scorecard): ScorecardJson => ({
  ...{ name: card.name, budget: card.budget, headline: headlineOf(card) },
  ...(card.seedsFrom !== undefined && { seedsFrom: card.seedsFrom }),
  expectedFalse: expectedFalse(card.scores),
  claims: card.scores.map((score) => claimJson(score, card)),
  ...{ unscored: card.unscored, untestable: card.untestable },
});

export function claimJson(score: Score, { budget }: Pick<Scorecard, 'budget'>): ClaimJson {
  const { id, experiment, answers, failures } = score;
  const { says, predicted, measured, n } = rowOf(score, budget);
  return {
    ...{ id, says, verdict: outcomeOf(score), control: controlsWord(answers) ?? null },
    settings: answers.settings
      .filter(({ name }) => name !== '')
      .map(({ name, claim }) => ({ name, verdict: claim })),
    ...{ predicted, measured, n },
    minutes: {
      stated: statedMinutes(experiment, budget) ?? null,
      measured: measuredMinutes(score),
    },
    sentence: experiment.sentence ?? null,
    ...{ verdicts: answers.verdicts, controls: answers.controls, failures },
  };
}
