import { withError } from '../../core/format.ts';
import type { Experiment } from '../../lab/experiment/run-spec.ts';
import type { Run } from '../../lab/records/record.ts';
import { plural } from '../arms/wording.ts';
import type { Findings } from '../findings/findings.ts';
import type { Figure } from '../plot/figure.ts';
import type { Answers } from '../predictions/answers.ts';
import { type Subset, subsetText } from '../predictions/subset.ts';
import { armTables } from './arm-tables.ts';
import type { Block } from './block.ts';
import { methodSentences } from './method-text.ts';
import { pairTables } from './pair-tables.ts';
import { predictionBlocks } from './prediction-blocks.ts';
import { costSentence, originSentences } from './provenance-text.ts';

/** The report as blocks: findings, figures, tables, method, and how to make it again. */
export function documentOf(parts: {
  readonly experiment: Experiment;
  readonly runs: readonly Run[];
  readonly subset?: Subset | undefined;
  readonly findings: Findings;
  readonly answers: Answers;
  readonly figures: readonly Figure[];
  readonly command: string;
}): readonly Block[] {
  const { experiment, runs, subset, findings, answers, figures, command } = parts;
  return [
    { kind: 'heading', level: 1, text: experiment.title },
    ...(experiment.question === experiment.title
      ? []
      : [{ kind: 'paragraph', text: experiment.question, lead: true } as const]),
    ...(subset === undefined
      ? []
      : [{ kind: 'paragraph', text: subsetText(subset, answers) } as const]),
    ...predictionBlocks(answers),
    { kind: 'heading', level: 2, text: 'What the data say' },
    ...findings.sections.flatMap(({ heading, findings: own }): Block[] => [
      { kind: 'heading', level: 3, text: heading },
      { kind: 'list', items: own },
    ]),
    ...(figures.length === 0 ? [] : [heading('Figures')]),
    ...figures.map((figure, i) => figureBlock(figure, i + 1, runs)),
    ...(findings.arms.length === 0 ? [] : [heading('Arms'), ...armTables(findings.arms, runs)]),
    ...(findings.pairs.length === 0
      ? []
      : [heading('Arms, two at a time'), ...pairTables(findings.pairs, runs)]),
    heading('Estimates that did not converge'),
    unconvergedBlock(findings, runs),
    heading('Method'),
    { kind: 'list', items: methodSentences(runs) },
    heading('Reproduce'),
    { kind: 'code', text: command },
    { kind: 'list', items: [...originSentences(runs), ...costSentence(runs)] },
    {
      kind: 'paragraph',
      text: 'results.csv holds every estimate, one row per run and quantity.',
    },
  ];
}

/** A figure with its caption, and its setting unless the method section has it. */
function figureBlock(figure: Figure, number: number, runs: readonly Run[]): Block {
  const { caption, setting = '' } = figure;
  const said = setting === '' || methodSentences(runs).join(' ').includes(setting);
  return { kind: 'figure', number, figure, caption: said ? caption : `${caption} ${setting}` };
}

const heading = (text: string): Block => ({ kind: 'heading', level: 2, text });

function unconvergedBlock({ unconverged }: Findings, runs: readonly Run[]): Block {
  const all = runs.reduce((total, { scalars }) => total + Object.keys(scalars).length, 0);
  if (unconverged.length === 0) {
    return { kind: 'paragraph', text: `None: all ${plural(all, 'estimate')} converged.` };
  }
  return {
    kind: 'table',
    caption:
      `${unconverged.length} of ${plural(all, 'estimate')} did not reach the requested accuracy within ` +
      'the budget. They enter the means above.',
    head: ['arm', 'seed', 'quantity', 'value ± standard error', 'run'],
    rows: unconverged.map(({ arm, seed, quantity, value, stderr, run }) => [
      arm,
      String(seed),
      quantity,
      value === null ? 'not finite' : withError(value, stderr ?? Number.POSITIVE_INFINITY),
      run,
    ]),
  };
}
