import {
  checkStatements,
  type ExpectationSource,
} from '../../claims/statements/check-statements.ts';
import { namesIn } from '../../claims/statements/names-in.ts';
import type { Expectations, Statement } from '../../claims/statements/statement.ts';
import { isProbeName } from '../probes/registry.ts';
import { type Issue, pathName } from '../spec/issue.ts';
import { endMatch, matches } from '../spec/stop.ts';
import { expand } from './expand.ts';
import type { ExperimentFile } from './format.ts';
import { measuresOf, namesOf } from './prediction-names.ts';
import type { Experiment } from './run-spec.ts';
import { snapshotTimes } from './snapshot-times.ts';

/** The keys of a file that say what is predicted; plain JSON. */
const predictionKeys = ['expect', 'arms', 'let', 'match', 'claim', 'across', 'scope'] as const;

/** The predictions of a file, with the measures that they need; or what is wrong with them. */
export interface Predicted {
  /** The file, with every probe asked for that a prediction names. */
  readonly file: ExperimentFile;
  /** As the file has them; undefined where it predicts nothing. */
  readonly predictions?: ExpectationSource;
  readonly needed: Needed;
  readonly issues: readonly Issue[];
}

/** What predictions need beyond what their file asks for. */
export interface Needed {
  /** Keys of `measure`. */
  readonly measures: readonly string[];
  /** Training times at which weights and outputs are kept. */
  readonly times: readonly number[];
}

const NOTHING: Needed = { measures: [], times: [] };

/**
 * Reads what a file predicts, against what its grid and its measures have: a file that could not be judged is refused before it costs
 * anything. A measure that a prediction names and the file does not ask for is asked for, with the options that it has by default.
 *
 * Of the statements `only` those with one of these ids are read, all where it is absent. `further` is measured whatever they name,
 * unless the file turns it off or ends before.
 */
export function predicted(
  file: ExperimentFile,
  {
    only,
    needed: further = NOTHING,
  }: { readonly only?: readonly string[] | undefined; readonly needed?: Needed | undefined } = {},
): Predicted {
  const given = predictionKeys.flatMap((key) =>
    file[key] === undefined ? [] : [[key, file[key]] as const],
  );
  if (given.length === 0) return { file, needed: NOTHING, issues: [] };
  const predictions: ExpectationSource = { ...Object.fromEntries(given), ...(only && { only }) };
  if (predictions.expect === undefined) {
    const idles = given.filter(([key]) => key !== 'match' || endMatch(file.match) === undefined);
    return { file, needed: NOTHING, issues: idles.map(([key]) => idle(key)) };
  }
  const specs = expand(file);
  const { expectations, issues } = checkStatements(predictions, namesOf(specs));
  if (expectations === undefined) return { file, needed: NOTHING, issues: issues.map(issueOf) };
  const named = measuresOf(namesIn(expectations.statements));
  const chosen: Readonly<Record<string, unknown>> = file.measure;
  // What is no probe is off unless it is asked for; a probe is false only where the file says so.
  const isOff = (key: string) => chosen[key] === false && isProbeName(key);
  const off = named.filter(isOff);
  const measures = [...new Set([...named, ...further.measures])].filter(
    (key) => !chosen[key] && !isOff(key),
  );
  const { times: lookedAt, issues: untimely } = snapshotTimes(expectations.statements, specs);
  const end = file.stop.time ?? Number.POSITIVE_INFINITY;
  const kept = file.measure.snapshots;
  const own = lookedAt.filter(isNew(kept));
  const times = [
    ...own,
    ...further.times.filter((time) => time <= end && isNew([...kept, ...own])(time)),
  ];
  const snapshots = [...kept, ...times];
  const asked = Object.fromEntries(measures.map((key) => [key, true]));
  const issuesOfProbes = off.map((key) => ({
    path: ['measure', key],
    text: `measure.${key} is false, and a statement of expect names it: turn it on, or drop the statement`,
  }));
  return {
    file: { ...file, measure: { ...file.measure, ...asked, snapshots } },
    predictions,
    needed: { measures, times },
    issues: [...untimely, ...issuesOfProbes],
  };
}

/** Times that are not kept already, to rounding. */
const isNew = (kept: readonly number[]) => (time: number) =>
  !kept.some((other) => Math.abs(other - time) <= 1e-9 * Math.max(1, time));

/** What an experiment predicts, read; undefined where it predicts nothing, or what this version cannot read. */
export const expectationsOf = ({
  predictions,
  specs,
}: Pick<Experiment, 'predictions' | 'specs'>): Expectations | undefined =>
  predictions && checkStatements(predictions, namesOf(specs)).expectations;

/** The statements of an experiment. */
export const statementsOf = (
  experiment: Pick<Experiment, 'predictions' | 'specs'>,
): readonly Statement[] => expectationsOf(experiment)?.statements ?? [];

const idle = (key: string): Issue => ({
  path: [key],
  key: true,
  text:
    key === 'match'
      ? `match says nothing without expect but ${matches.join(', ')}: write one of them, list what is predicted, or drop match`
      : `${key} says nothing without expect: list what is predicted, or drop ${key}`,
});

function issueOf({
  path,
  message,
  within,
}: ReturnType<typeof checkStatements>['issues'][number]): Issue {
  const place = within === undefined ? '' : `, line ${within.line}, column ${within.column}`;
  return { path, text: `${pathName(path)}${place}: ${message}` };
}
