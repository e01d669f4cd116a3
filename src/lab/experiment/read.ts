import { readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, extname, join } from 'node:path';
import { InputError } from '../../core/error.ts';
import { didYouMean } from '../../core/nearest.ts';
import { list } from '../spec/axis.ts';
import { defaults } from '../spec/defaults.ts';
import { namesOf } from '../spec/field.ts';
import { counted, isLongName, most } from '../spec/limits.ts';
import type { BudgetName } from './claim/budget.ts';
import { controlsOf } from './claim/controls.ts';
import { dataEntries } from './expand.ts';
import type { ExperimentFile } from './format.ts';
import { readSource } from './read-source.ts';
import type { Experiment } from './run-spec.ts';
import { changesOf, loadSource, type Source } from './yaml/yaml-source.ts';

/** What the command line changes in a file: later sets win over earlier ones, seeds over all. */
export interface ReadOptions {
  /** `key.path=value`, the value in YAML. */
  readonly sets?: readonly string[] | undefined;
  /** A count of seeds, ≥ 1. */
  readonly seeds?: number | undefined;
  /** The first of as many seeds as the file has, ≥ 0, in place of the seeds themselves. */
  readonly seedsFrom?: number | undefined;
  /** A size at which the file is run, as it stands where it has no such budget; sets come after it. */
  readonly budget?: BudgetName | undefined;
}

/**
 * Reads an experiment file; throws InputError with one line that names file, line and column.
 *
 * @example
 * const { title, specs } = readExperiment('small.yaml', { seeds: 2 });
 * console.log(title, specs.length); // Do smaller batches end in flatter minima? 4
 */
export const readExperiment = (file: string, options: ReadOptions = {}): Experiment =>
  parseExperiment(readText(file), idOf(file), file, options);

/**
 * The experiment that `text` describes. `where` is the file's path as messages show it; relative
 * paths in the text count from its folder, those in `sets` from the working one.
 *
 * Throws InputError for the first problem, with a count of the others.
 */
export function parseExperiment(
  text: string,
  id: string,
  where: string,
  options: ReadOptions = {},
): Experiment {
  if (isLongName(id))
    throw new InputError(
      `${where}: the experiment is named by its file, and folders by it, in at most ${most.nameBytes} bytes: give the file a shorter name`,
    );
  const source = loadSource(text, where, options);
  const read = readSource(source);
  const { file, predictions, specs } = read;
  if (!isChanged(options)) checkBudgets(file, source);
  const controls = controlsOf(read, source);
  const question = file.question ?? questionOf(file);
  const about = { id, title: file.title ?? question, question };
  const { sentence, formula, cost, limits, figures, checkpoint } = file;
  const budgets = namesOf(file.budgets ?? {});
  return {
    ...about,
    ...(predictions && { predictions }),
    ...(sentence && { sentence }),
    ...(formula !== undefined && { formula }),
    ...(cost && { cost }),
    ...(limits !== undefined && { limits }),
    ...(budgets.length > 0 && { budgets }),
    ...(figures && { figures }),
    ...(checkpoint && { checkpoint }),
    ...(controls.length > 0 && { controls }),
    specs,
  };
}

const isChanged = ({ sets = [], seeds, seedsFrom, budget }: ReadOptions): boolean =>
  sets.length > 0 || [seeds, seedsFrom, budget].some((one) => one !== undefined);

/** Refuses a file that cannot be read at one of its budgets. */
function checkBudgets({ budgets = {} }: ExperimentFile, source: Source): void {
  for (const [name, patch = {}] of Object.entries(budgets))
    readSource(source.changed(changesOf(patch, ['budgets', name]), `at the budget ${name}`));
}

/**
 * The file that a name or path means: a path that exists or ends in .yaml or .yml, else the bundled
 * experiment of that name. Throws InputError for an unknown name.
 */
export function findExperiment(nameOrPath: string, bundledDir: string): string {
  const isFile = statSync(nameOrPath, { throwIfNoEntry: false })?.isFile() === true;
  if (isFile || /\.ya?ml$/i.test(nameOrPath)) return nameOrPath;
  const known = bundledNames(bundledDir);
  if (known.includes(nameOrPath)) return join(bundledDir, `${nameOrPath}.yaml`);
  const names = known.length === 0 ? '' : `known: ${known.join(', ')}; `;
  const hint = didYouMean(nameOrPath, known) || ` (${names}or give the path of a .yaml file)`;
  throw new InputError(`unknown experiment ${JSON.stringify(nameOrPath)}${hint}`);
}

function readText(file: string): string {
  try {
    const { size } = statSync(file);
    if (size > most.fileBytes)
      throw new InputError(
        `${file} has ${counted(size)} bytes, and an experiment file at most ${counted(most.fileBytes)}: give the path of an experiment file`,
      );
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (error instanceof InputError) throw error;
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    const reason = reasons[code] ?? `cannot be read (${code})`;
    throw new InputError(`${file} ${reason}: give the path of an experiment file`);
  }
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'does not exist',
  EISDIR: 'is a folder',
};

/**
 * The name of the experiment of a file, by which its records and its report lie: `My Runs_2.yaml` becomes `my-runs-2`. It names a folder, so it
 * keeps to letters and digits.
 */
export const idOf = (file: string): string =>
  basename(file, extname(file))
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, '-')
    .replaceAll(/^-|-$/g, '') || 'experiment';

/** What a file without a question asks: how its methods differ. */
function questionOf(file: ExperimentFile): string {
  const methods = [...new Set(file.methods.map(({ method }) => method))].join(', ');
  const data = [
    ...new Set(dataEntries(file).flatMap(({ name = defaults.data.name }) => list(name))),
  ].join(', ');
  return `What does training by ${methods} on ${data} end in?`;
}

function bundledNames(folder: string): readonly string[] {
  try {
    return readdirSync(folder)
      .filter((name) => name.endsWith('.yaml'))
      .map((name) => name.slice(0, -'.yaml'.length))
      .sort();
  } catch {
    // A missing folder bundles nothing; the message that follows says what to give instead.
    return [];
  }
}
