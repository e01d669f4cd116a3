import { plural } from '../arms/wording.ts';
import type { Block, NumberedFigure, ScoreRow } from '../page/block.ts';
import type { Figure } from '../plot/figure.ts';
import { claimSection } from './claim-section.ts';
import { allMinutes, minutesText } from './cost.ts';
import {
  controlsSentence,
  falseVerdictsSentence,
  headlineOf,
  otherSeedsSentence,
  seedsText,
} from './headline.ts';
import { rowOf } from './line.ts';
import type { Scorecard, Unscored } from './score.ts';
import { textsOf } from './sections.ts';

/**
 * The report on a folder of claims as blocks: the headline, the scorecard, the sentences of the texts, then every claim, whose figures have
 * the ids that `idsOf` says: its own, unless told otherwise.
 */
export function scorecardDocument(
  card: Scorecard,
  figures: readonly Figure[],
  idsOf: (claim: string) => readonly string[] = (claim) => [claim],
): readonly Block[] {
  // The setting of a figure stands in the design of its claim.
  const numbered = figures.map(
    (figure, i): NumberedFigure => ({ number: i + 1, figure, caption: figure.caption }),
  );
  const figureOf = (id: string) => numbered.find(({ figure }) => figure.id === id);
  const texts = textsOf(card);
  return [
    {
      ...{ kind: 'opening', title: `Claims of ${card.name}` },
      question: 'Which of these claims hold, and in which setting do they fail?',
      answer: {
        sentence: { reason: headlineOf(card) },
        notes: [...otherSeedsSentence(card), controlsSentence(card), falseVerdictsSentence(card)],
      },
      figure: figureOf('scorecard'),
    },
    heading('Scorecard'),
    {
      kind: 'scores',
      caption:
        'Predicted range and measured interval of each claim; of several statements, or numbers, the one that decided. Control: whether the ' +
        `statement failed in a changed setting, as it should. Minutes on two cores: as stated beforehand for the ${card.budget} budget, and as measured.`,
      rows: [
        ...card.scores.map((one) => rowOf(one, card.budget)),
        ...card.unscored.map(unscoredRow),
      ],
    },
    ...texts.flatMap(({ text, quotes }): Block[] => [heading(text), quotes]),
    heading('The claims, one by one', 'Claims'),
    ...card.scores.map((score) =>
      claimSection(
        score,
        card,
        idsOf(score.id).flatMap((id) => figureOf(id) ?? []),
      ),
    ),
    heading('Reproduce'),
    { kind: 'code', text: card.command },
    {
      kind: 'paragraph',
      text: `${plural(card.scores.length, 'claim')} at the ${card.budget} budget${seedsText(card)}, ${minutesText(allMinutes(card.scores))} minutes of two cores in all. scorecard.json holds every verdict with its numbers, figures/ every figure.`,
    },
  ];
}

const heading = (text: string, short = text): Block => ({ kind: 'heading', level: 2, text, short });

const unscoredRow = ({ id, message }: Unscored): ScoreRow => ({
  ...{ id, says: id, outcome: 'not-run', quantity: '', predicted: '–', measured: '–' },
  ...{ n: '–', control: '–', cost: '–', reasons: [message] },
});
