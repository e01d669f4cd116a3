import type { Experiment } from '../../lab/experiment/run-spec.ts';
import type { Run } from '../../lab/records/record.ts';
import { plural } from '../arms/wording.ts';
import type { Findings } from '../findings/findings.ts';
import type { Figure } from '../plot/figure.ts';
import type { Answers } from '../predictions/answers.ts';
import type { ControlAnswer } from '../predictions/control-answers.ts';
import { decidingOf } from '../predictions/deciding.ts';
import { type Subset, subsetText } from '../predictions/subset.ts';
import { answerFrom } from './answer.ts';
import { armTables } from './arm-tables.ts';
import type { Block, Fold, NumberedFigure } from './block.ts';
import { controlSentence } from './claim-text.ts';
import { methodSentences } from './method-text.ts';
import { pairTables } from './pair-tables.ts';
import { costSentence, originSentences } from './provenance-text.ts';
import { sentenceOfVerdict, statementsOf } from './statements.ts';
import { unconvergedFold } from './unconverged-fold.ts';

/**
 * The report as blocks, by what is read first: the question with its answer and the figure that shows it, each prediction with
 * its verdict and figure, how to make it again; then, folded, all that was found, the other figures, the arms, the method.
 */
export function documentOf(parts: {
  readonly experiment: Experiment;
  readonly runs: readonly Run[];
  readonly subset?: Subset | undefined;
  readonly findings: Findings;
  readonly answers: Answers;
  readonly figures: readonly Figure[];
  readonly command: string;
}): readonly Block[] {
  const { experiment, runs, subset, findings, answers, command } = parts;
  const { title, question } = experiment;
  const { verdicts, controls } = answers;
  const method = methodSentences(runs);
  const { key, stated, others } = arranged(parts, method.join(' '));
  const answer = answerFrom(findings, answers);
  const notes = subset === undefined ? [] : [subsetText(subset, answers)];
  const said = findings.sections.reduce((n, section) => n + section.findings.length, 0);
  return [
    {
      ...{ kind: 'opening', title, question, figure: key },
      answer: { ...answer, notes: [...notes, ...answer.notes] },
    },
    ...(verdicts.length === 0
      ? []
      : [
          heading('What was predicted, and what came out', 'Predictions'),
          statementsOf(verdicts, (id) =>
            [key, ...stated].find((one) => one?.figure.statement === id),
          ),
          ...controlBlocks(controls),
          ...(stated.length === 0 ? [] : [{ kind: 'figures', figures: stated } as const]),
          {
            ...fold('predictions-in-full', 'Predictions in full', verdicts.length, 'sentence', [
              { kind: 'list', items: verdicts.map(sentenceOfVerdict) },
            ]),
            onScreen: true as const,
          },
        ]),
    fold(
      ...(['what-the-data-say', 'What the data say', said, 'sentence'] as const),
      findings.sections.flatMap(({ heading: text, findings: own }): Block[] => [
        { kind: 'heading', level: 3, text },
        { kind: 'list', items: own },
      ]),
    ),
    ...(others.length === 0
      ? []
      : [
          {
            ...fold(
              ...(['figures', key === undefined ? 'Figures' : 'More figures'] as const),
              ...([others.length, 'figure'] as const),
              [{ kind: 'figures', figures: others }],
            ),
            ...(verdicts.length === 0 ? { open: true as const } : { onScreen: true as const }),
          },
        ]),
    ...(findings.arms.length === 0
      ? []
      : [fold('arms', 'Arms', findings.arms.length, 'arm', armTables(findings.arms, runs))]),
    ...(findings.pairs.length === 0
      ? []
      : [
          {
            ...fold(
              'pairs',
              'Arms, two at a time',
              findings.pairs.length,
              'pair',
              pairTables(findings.pairs, runs),
            ),
            onScreen: true as const,
          },
        ]),
    unconvergedFold(findings, runs),
    {
      kind: 'fold',
      anchor: 'method',
      heading: 'Method',
      blocks: [{ kind: 'list', items: method }],
    },
    {
      ...{ kind: 'fold', anchor: 'provenance', heading: 'Versions, data and cost' },
      blocks: [{ kind: 'list', items: [...originSentences(runs), ...costSentence(runs)] }],
    },
    heading('Reproduce'),
    { kind: 'code', text: command },
    {
      kind: 'paragraph',
      text: `results.csv holds every estimate, one row per run and quantity; figures/ every figure${
        experiment.figures === undefined
          ? ''
          : ', and in folders those that the experiment asks for'
      }.`,
    },
  ];
}

/** What became of the statements in settings in which they had to fail, under their table. */
const controlBlocks = (controls: readonly ControlAnswer[]): readonly Block[] =>
  controls.length === 0
    ? []
    : [
        { kind: 'heading', level: 3, text: 'Controls: where the predictions must fail' },
        { kind: 'list', items: controls.map(controlSentence) },
      ];

interface Arranged {
  /** The figure of the answer. */
  readonly key: NumberedFigure | undefined;
  /** Those of the other predictions. */
  readonly stated: readonly NumberedFigure[];
  readonly others: readonly NumberedFigure[];
}

/** The figures in the order of the page, numbered; a caption says its setting unless the method does. */
function arranged(
  parts: {
    readonly figures: readonly Figure[];
    readonly findings: Findings;
    readonly answers: Answers;
  },
  method: string,
): Arranged {
  const { figures, findings, answers } = parts;
  const found = findings.effects.find((one) => one === findings.headline[0])?.evidence;
  const deciding = decidingOf(answers);
  const ids = answers.verdicts.map(({ id }) => id);
  const own = ids.flatMap((id) => figures.filter(({ statement }) => statement === id));
  const key =
    own.find(({ statement }) => statement === deciding?.id) ??
    own[0] ??
    figures.find(({ measure = '' }) => found?.quantities.includes(measure)) ??
    figures[0];
  const order = [...new Set([...(key === undefined ? [] : [key]), ...own, ...figures])];
  const numbered = order.map((figure, i): NumberedFigure => {
    const { caption, setting = '' } = figure;
    const said = setting === '' || method.includes(setting);
    return { number: i + 1, figure, caption: said ? caption : `${caption} ${setting}` };
  });
  const [first, ...rest] = numbered;
  return {
    key: first,
    stated: rest.filter(({ figure }) => own.includes(figure)),
    others: rest.filter(({ figure }) => !own.includes(figure)),
  };
}

const heading = (text: string, short = text): Block => ({ kind: 'heading', level: 2, text, short });

const fold = (
  anchor: string,
  text: string,
  count: number,
  noun: string,
  blocks: readonly Block[],
): Fold => ({ kind: 'fold', anchor, heading: text, extent: plural(count, noun), blocks });
