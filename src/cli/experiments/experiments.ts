import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { InputError } from '../../core/error.ts';
import { allSpecs } from '../../lab/experiment/claim/all-specs.ts';
import { idOf, readExperiment } from '../../lab/experiment/read.ts';
import { minutesText, statedMinutes } from '../../report/scorecard/cost.ts';
import { bundledExperiments } from '../host/environment.ts';
import { nearby } from '../shared/nearby.ts';
import { bold, dim, say } from '../shared/output.ts';

/** An experiment file as a list shows it. */
interface Listed {
  /** What `flowlab run` takes: the name of a bundled experiment, or a path. */
  readonly name: string;
  readonly bundled: boolean;
  readonly question: string | null;
  /** Those of its controls among them. */
  readonly runs: number | null;
  /** On two cores, from nothing, as the file states it; null where it does not. */
  readonly minutes: number | null;
  /** Why the file cannot be read; null where it can. */
  readonly problem: string | null;
}

/**
 * Lists the bundled experiments and those of a folder, each with its question, runs and stated minutes.
 *
 * Throws InputError where there is no such folder.
 */
export function experiments(
  folder: string,
  { json }: { readonly json?: boolean | undefined },
): void {
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true)
    throw new InputError(`${folder} is no folder: give one that holds experiment files`);
  const all = [
    ...filesOf(bundledExperiments).map((file) => listed(file, idOf(file), true)),
    ...filesOf(folder).map((file) => listed(file, nearby(file), false)),
  ];
  if (json === true) say(JSON.stringify(all, null, 2));
  else for (const one of all) say(lineOf(one));
}

const filesOf = (folder: string): readonly string[] =>
  readdirSync(folder)
    .filter((name) => /\.ya?ml$/i.test(name))
    .sort()
    .map((name) => join(folder, name));

function listed(file: string, name: string, bundled: boolean): Listed {
  try {
    const experiment = readExperiment(file);
    return {
      ...{ name, bundled, question: experiment.question, runs: allSpecs(experiment).length },
      ...{ minutes: statedMinutes(experiment, 'default') ?? null, problem: null },
    };
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    const none = { question: null, runs: null, minutes: null };
    return { name, bundled, ...none, problem: error.message };
  }
}

function lineOf({ name, bundled, question, runs, minutes, problem }: Listed): string {
  if (problem !== null) return `${bold(name)}  cannot be run\n  ${problem}`;
  const about = minutes === null ? '' : `, about ${minutesText(minutes)} min on two cores`;
  const where = bundled ? ', comes with flowlab' : '';
  return `${bold(name)}  ${runs} ${runs === 1 ? 'run' : 'runs'}${about}${dim(where)}\n  ${question}`;
}
