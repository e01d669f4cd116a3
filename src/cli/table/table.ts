import { InputError } from '../../core/error.ts';
import { didYouMean } from '../../core/nearest.ts';
import { flowlabVersion } from '../../lab/records/provenance.ts';
import type { Run } from '../../lab/records/record.ts';
import { type Findings, summarise } from '../../report/findings/findings.ts';
import { type Answers, answersOf } from '../../report/predictions/answers.ts';
import { pickRuns } from '../../report/predictions/pick-runs.ts';
import { armsTables, metricsOf } from '../../report/tables/arms-table.ts';
import { latexOf } from '../../report/tables/latex.ts';
import { markdownOf } from '../../report/tables/markdown.ts';
import { pairsTable } from '../../report/tables/pairs-table.ts';
import { predictionsCsv, predictionsTable } from '../../report/tables/predictions-table.ts';
import type { PaperTable } from '../../report/tables/table.ts';
import { meanRows, pairRows, tidyCsv } from '../../report/tables/tidy-csv.ts';
import { listed } from '../shared/arguments.ts';
import { datesIn } from '../shared/dates.ts';
import { finishedRuns } from '../shared/finished-runs.ts';
import { note, say } from '../shared/output.ts';
import { mustBeFree, writeOut } from '../shared/output-file.ts';
import { quoted } from '../shared/quoted.ts';

export interface TableFlags {
  readonly format: 'markdown' | 'latex' | 'csv';
  readonly measures?: string | undefined;
  readonly where?: string | undefined;
  readonly arms?: string | undefined;
  readonly runs: string;
  readonly out?: string | undefined;
  readonly force?: boolean | undefined;
}

/** Prints tables of an experiment's finished runs; returns the exit code. */
export async function table(
  nameOrFolder: string,
  names: readonly string[],
  flags: TableFlags,
): Promise<number> {
  const { format, out, force = false } = flags;
  const asked: readonly TableName[] = names.length === 0 ? ['arms'] : names.map(tableNamed);
  if (out !== undefined) mustBeFree(out, force);
  const records = finishedRuns(nameOrFolder, flags.runs);
  const { experiment, runs: all, planned, store } = records;
  if (all.length < planned)
    note(`${planned - all.length} of ${planned} runs are not finished; the tables leave them out`);
  if (all.length === 0)
    throw new InputError(`no run of ${nameOrFolder} is finished: compute some with flowlab run`);
  const conditions = [
    ...(flags.where === undefined
      ? []
      : [{ picks: 'runs', from: '--where', condition: flags.where } as const]),
    ...(flags.arms === undefined
      ? []
      : [{ picks: 'arms', from: '--arms', condition: flags.arms } as const]),
  ];
  const runs = conditions.reduce((left, one) => pickRuns(experiment, left, one), all);
  const keys = flags.measures === undefined ? undefined : listed(flags.measures);
  if (keys !== undefined) metricsOf(runs, keys);
  const picked = runs.length < all.length;
  const specs = picked ? runs.map(({ spec }) => spec) : experiment.specs;
  const contents: Contents = {
    ...{ runs, keys },
    findings: summarise({ ...experiment, specs }, runs),
    answers: answersOf(experiment, runs, picked ? 'after the data' : datesIn(store)),
  };
  if (asked.includes('predictions') && contents.answers.claim === undefined)
    throw new InputError(`${nameOrFolder} predicts nothing: its file has no expect`);
  if (asked.includes('pairs') && pairRows(contents.findings, keys).length === 0)
    throw new InputError(`no two arms of ${nameOrFolder} are compared by what is asked for`);
  const about = [
    experiment.title,
    `Written by flowlab ${flowlabVersion()}: ${commandOf(nameOrFolder, names, flags)}`,
  ];
  const text =
    format === 'csv'
      ? csvText(asked, contents)
      : { latex: latexOf, markdown: markdownOf }[format](
          asked.flatMap((name) => TABLES[name](contents)),
          about,
        );
  if (out === undefined) say(text.trimEnd());
  else writeOut(out, text, force);
  return 0;
}

/** What tables are made from. */
interface Contents {
  readonly runs: readonly Run[];
  /** The measures that are asked for; undefined: all. */
  readonly keys: readonly string[] | undefined;
  readonly findings: Findings;
  readonly answers: Answers;
}

/** The list of tables. */
const TABLES = {
  arms: ({ runs, keys }) => armsTables(runs, keys),
  pairs: ({ findings, runs, keys }) => [pairsTable(findings, runs, keys)],
  predictions: ({ answers }) => [predictionsTable(answers)],
} as const satisfies Readonly<Record<string, (contents: Contents) => readonly PaperTable[]>>;

type TableName = keyof typeof TABLES;
const tableNames = Object.keys(TABLES) as TableName[];

function tableNamed(text: string): TableName {
  const found = tableNames.find((name) => name === text);
  if (found !== undefined) return found;
  const hint = didYouMean(text, tableNames) || `; write some of ${tableNames.join(', ')}`;
  throw new InputError(`unknown table "${text}"${hint}`);
}

/** One CSV has one kind of rows: predictions have other columns than arms and pairs. */
function csvText(asked: readonly TableName[], { runs, keys, findings, answers }: Contents): string {
  if (!asked.includes('predictions'))
    return tidyCsv(
      asked.flatMap((name) => (name === 'arms' ? meanRows(runs, keys) : pairRows(findings, keys))),
      runs,
    );
  if (asked.length > 1)
    throw new InputError(
      'predictions have other columns than arms and pairs: write them to a csv of their own',
    );
  return predictionsCsv(answers);
}

function commandOf(name: string, names: readonly string[], flags: TableFlags): string {
  const { format, measures, where, arms } = flags;
  const given = Object.entries({ measures, where, arms }).flatMap(([key, value]) =>
    value === undefined ? [] : [`--${key}`, value],
  );
  return quoted(['flowlab', 'table', name, ...names, '--format', format, ...given]);
}
