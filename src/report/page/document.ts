import { significant, withError } from '../../core/format.ts';
import type { Experiment } from '../../lab/experiment/run-spec.ts';
import type { Run } from '../../lab/records/record.ts';
import { armsOf } from '../arms/arm.ts';
import { tables } from '../arms/quantity.ts';
import type { Spread } from '../arms/spread.ts';
import { plural, recipe, SHARPNESS, stopRule } from '../arms/wording.ts';
import type { ArmSummary, Findings } from '../findings/findings.ts';
import type { Figure } from '../plot/figure.ts';
import type { Block } from './block.ts';
import { gather } from './merge-sentences.ts';
import { costSentence, originSentences } from './provenance-text.ts';

/** The report as blocks: findings, figures, tables, method, and how to make it again. */
export function documentOf(parts: {
  readonly experiment: Experiment;
  readonly runs: readonly Run[];
  readonly findings: Findings;
  readonly figures: readonly Figure[];
  readonly command: string;
}): readonly Block[] {
  const { experiment, runs, findings, figures, command } = parts;
  return [
    { kind: 'heading', level: 1, text: experiment.title },
    { kind: 'paragraph', text: experiment.question, lead: true },
    { kind: 'heading', level: 2, text: 'What the data say' },
    ...findings.topics.flatMap(({ heading, sentences }): Block[] => [
      { kind: 'heading', level: 3, text: heading },
      { kind: 'list', items: sentences },
    ]),
    ...(figures.length === 0 ? [] : [heading('Figures')]),
    ...figures.map((figure, i): Block => ({ kind: 'figure', number: i + 1, figure })),
    ...(findings.arms.length === 0 ? [] : [heading('Arms'), ...armTables(findings.arms)]),
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

const heading = (text: string): Block => ({ kind: 'heading', level: 2, text });

function armTables(arms: readonly ArmSummary[]): Block[] {
  const blown = arms.some((arm) => arm.diverged > 0);
  const unfinished = arms.some((arm) => arm.unfinished > 0);
  return tables.flatMap(({ about, columns: all }): Block[] => {
    const columns = all.filter(([key]) => arms.some(({ quantities }) => quantities[key]));
    if (columns.length === 0) return [];
    return [
      {
        kind: 'table',
        caption:
          `${about} Mean over seeds ± half the 95 % Student t interval; n counts the runs that ended as ` +
          'their stop rule asks. A value without ± rests on one seed, or on equal ones.',
        head: [
          'arm',
          'n',
          ...(blown ? ['diverged'] : []),
          ...(unfinished ? ['stop rule not met'] : []),
          ...columns.map(([, name]) => name),
        ],
        rows: arms.map((arm) => [
          arm.label,
          String(arm.counted),
          ...(blown ? [String(arm.diverged)] : []),
          ...(unfinished ? [String(arm.unfinished)] : []),
          ...columns.map(([key]) => cell(arm.quantities[key])),
        ]),
      },
    ];
  });
}

function cell(spread: Spread | undefined): string {
  if (spread === undefined) return '–';
  if (spread.interval === null) return significant(spread.mean, 4);
  return withError(spread.mean, (spread.interval[1] - spread.interval[0]) / 2);
}

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

function methodSentences(runs: readonly Run[]): string[] {
  const arms = armsOf(runs);
  if (arms.length === 0) return ['No run is finished, so there is nothing to describe.'];
  const seeds = [...new Set(runs.map(({ spec }) => spec.seed))].sort((a, b) => a - b);
  return [
    recipe(arms),
    stopRule(arms),
    `Seeds: ${seeds.join(', ')}. One seed fixes data subset, initial weights and batches, so arms are compared seed by seed.`,
    ...gather(runs.map(({ manifest }) => manifest.preparation)),
    'Loss gap: test loss − training loss. Accuracy gap: training − test accuracy. Both at the end of training.',
    SHARPNESS,
    'Only runs that ended as their stop rule asks enter means and comparisons; diverged runs never do.',
    'Intervals are at 95 %: Student t over seeds unless said otherwise, paired by seed in every comparison; ' +
      'ratios are averaged as logarithms; those of ηₘₐₓ are widened by the certified brackets.',
  ];
}
