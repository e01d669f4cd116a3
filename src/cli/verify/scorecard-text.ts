import { verdictText } from '../../claims/judging/sentence.ts';
import {
  controlsSentence,
  falseVerdictsSentence,
  headlineOf,
  otherSeedsSentence,
  seedsText,
} from '../../report/scorecard/headline.ts';
import { rowOf } from '../../report/scorecard/line.ts';
import type { Scorecard } from '../../report/scorecard/score.ts';
import { placeText } from '../../report/scorecard/sections.ts';
import { bold, dim } from '../shared/output.ts';

/** The scorecard in the terminal: two lines a claim, then all of them together, then what cannot be tested. */
export function scorecardText(card: Scorecard): readonly string[] {
  const { scores, unscored, untestable, budget } = card;
  return [
    `\n${bold(`Scorecard of ${card.name}, ${budget} budget${seedsText(card)}`)}`,
    ...scores.flatMap((score) => {
      const row = rowOf(score, budget);
      return [
        `  ${bold(verdictText(row.outcome))}  ${row.id}: ${row.says}`,
        `    ${row.quantity}: ${row.measured}, predicted ${row.predicted}; n = ${row.n}; control ${row.control}; ${row.cost}`,
        ...row.reasons.map((reason) => `    ${dim(reason)}`),
      ];
    }),
    ...unscored.map(({ id, message }) => `  ${bold('not run')}  ${id}: ${message}`),
    '',
    headlineOf(card),
    ...otherSeedsSentence(card),
    controlsSentence(card),
    falseVerdictsSentence(card),
    ...(untestable.length === 0
      ? []
      : [
          `\n${bold('Not testable here')}`,
          ...untestable.map(
            ({ text, section, words, because }) =>
              `  “${words}” (${placeText({ text, section })}): ${because}`,
          ),
        ]),
  ];
}
