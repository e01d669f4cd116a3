import { plural } from '../arms/wording.ts';
import type { Block, Fold, NumberedFigure } from '../page/block.ts';
import { sentenceOfVerdict } from '../page/statements.ts';
import { controlWord } from '../predictions/control-word.ts';
import { costText } from './cost.ts';
import { designOf } from './design.ts';
import { outcomeOf, type Score, type Scorecard } from './score.ts';
import { placeText } from './sections.ts';
import { termsOf } from './terms.ts';

/** A claim on the page: its sentence and formula, how it is tested, its figures, verdicts, controls, limits and runs. */
export function claimSection(
  score: Score,
  { budget, runsDir }: Pick<Scorecard, 'budget' | 'runsDir'>,
  figures: readonly NumberedFigure[],
): Fold {
  const { id, experiment, answers, runs, controlRuns, failures } = score;
  const { question, sentence, formula, limits } = experiment;
  const terms = termsOf(experiment);
  return {
    ...{ kind: 'fold', anchor: id, heading: question, outcome: outcomeOf(score), unlisted: true },
    blocks: [
      ...(sentence === undefined ? [] : [paragraph(`“${sentence.words}” ${placeText(sentence)}`)]),
      ...(formula === undefined ? [] : [{ kind: 'formula', latex: formula } as const]),
      list(answers.verdicts.map(sentenceOfVerdict)),
      ...(figures.length === 0 ? [] : [{ kind: 'figures', figures } as const]),
      heading('Design'),
      paragraph(designOf(experiment)),
      list(
        terms.flatMap(({ id: name, predicted, because, source }) =>
          because === null && source === null
            ? []
            : [
                `${name}: predicted ${predicted}${because === null ? '' : `, because ${because}`}${source === null ? '' : ` (${source})`}.`,
              ],
        ),
      ),
      ...(answers.controls.length === 0
        ? []
        : [
            heading(answers.controls.length === 1 ? 'Control' : 'Controls'),
            list(
              answers.controls.map(
                (one) =>
                  `${one.id}: ${controlWord(one)}. ${one.why === null ? '' : `${sentenceCase(one.why)}: `}${one.reason}.`,
              ),
            ),
          ]),
      ...(limits === undefined ? [] : [heading('Limits'), paragraph(limits)]),
      heading('Runs'),
      paragraph(
        `${plural(runs.length, 'run')}, and ${controlRuns.length} of controls alone; ${costText(score, budget)}, stated and measured. ` +
          `All that was found in them: flowlab report ${runsDir}/${id}.`,
      ),
      ...(failures.length === 0 ? [] : [list(failures)]),
    ],
  };
}

const sentenceCase = (text: string) => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
const heading = (text: string): Block => ({ kind: 'heading', level: 3, text });
const paragraph = (text: string): Block => ({ kind: 'paragraph', text });
const list = (items: Extract<Block, { kind: 'list' }>['items']): Block => ({ kind: 'list', items });
