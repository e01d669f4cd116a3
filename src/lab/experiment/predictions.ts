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
const predictionKeys = ['expect', 'arms', 'let', 'match', 'claim', 'across'] as const;

/** The predictions of a file, with the measures that they need; or what is wrong with them. */
export interface Predicted {
  /** The file, with every probe asked for that a prediction names. */
  readonly file: ExperimentFile;
  /** As the file has them; undefined where it predicts nothing. */
  readonly predictions?: ExpectationSource;
  readonly issues: readonly Issue[];
}

/**
 * Reads what a file predicts, against what its grid and its measures have: a file that could not be judged is refused before it costs
 * anything. A measure that a prediction names and the file does not ask for is asked for, with the options that it has by default.
 */
export function predicted(file: ExperimentFile): Predicted {
  const given = predictionKeys.flatMap((key) =>
    file[key] === undefined ? [] : [[key, file[key]] as const],
  );
  if (given.length === 0) return { file, issues: [] };
  const predictions: ExpectationSource = Object.fromEntries(given);
  if (predictions.expect === undefined) {
    const idles = given.filter(([key]) => key !== 'match' || endMatch(file.match) === undefined);
    return { file, issues: idles.map(([key]) => idle(key)) };
  }
  const specs = expand(file);
  const { expectations, issues } = checkStatements(predictions, namesOf(specs));
  if (expectations === undefined) return { file, issues: issues.map(issueOf) };
  const needed = measuresOf(namesIn(expectations.statements));
  const chosen: Readonly<Record<string, unknown>> = file.measure;
  // What is no probe is off unless it is asked for; a probe is false only where the file says so.
  const off = needed.filter((key) => chosen[key] === false && isProbeName(key));
  const missing = needed.filter((key) => !chosen[key] && !off.includes(key));
  const { times, issues: untimely } = snapshotTimes(expectations.statements, specs);
  const snapshots = [...file.measure.snapshots, ...times.filter(isNew(file.measure.snapshots))];
  const asked = Object.fromEntries(missing.map((key) => [key, true]));
  const issuesOfProbes = off.map((key) => ({
    path: ['measure', key],
    text: `measure.${key} is false, and a statement of expect names it: turn it on, or drop the statement`,
  }));
  return {
    file: { ...file, measure: { ...file.measure, ...asked, snapshots } },
    predictions,
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
export const statementsOf = (experiment: Experiment): readonly Statement[] =>
  expectationsOf(experiment)?.statements ?? [];

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
