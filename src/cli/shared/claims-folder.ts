import { existsSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { InputError } from '../../core/error.ts';
import { didYouMean } from '../../core/nearest.ts';
import type { Collection, Member } from '../../lab/collection/collection.ts';
import { listed } from './arguments.ts';
import { nearby } from './nearby.ts';

/** The claims that come with the lab. */
const BUNDLED = 'theory';

/** The folder of claims that is meant: one that exists, or one of the bundled ones by its name. */
export function claimsFolder(asked: string | undefined, bundledDir: string): string {
  const bundled = join(bundledDir, asked ?? BUNDLED);
  const found =
    asked === undefined || (!existsSync(asked) && existsSync(bundled)) ? bundled : asked;
  return nearby(found);
}

/** Where the records of a folder's claims lie unless told otherwise: those of other seeds apart, so that each has its own last verdicts. */
export const recordsOfClaims = (
  runs: string | undefined,
  folder: string,
  seedsFrom?: number,
): string =>
  resolve(
    runs ??
      join(
        'runs',
        `${basename(resolve(folder))}${seedsFrom === undefined ? '' : seedsSuffix(seedsFrom)}`,
      ),
  );

/** What folders of records and reports on other seeds end in. */
export const seedsSuffix = (first: number): string => `-seeds-${first}`;

/** Which claims are meant; all of them where nothing is said. */
export interface Filter {
  /** Names of claims, separated by commas. */
  readonly only?: string | undefined;
  /** Part of the name of the text. */
  readonly text?: string | undefined;
  /** Part of the name of the section. */
  readonly section?: string | undefined;
}

/** Whether anything is left out. */
export const isFiltered = ({ only, text, section }: Filter): boolean =>
  [only, text, section].some((one) => one !== undefined);

/**
 * The claims of a folder that are meant, and the broken files among them; sentences that cannot be tested by their text and section.
 *
 * @throws InputError where a name is of no claim, with the nearest, and where none is left
 */
export function filtered(all: Collection, filter: Filter): Collection {
  const known = [...all.members, ...all.unreadable].map(({ id }) => id);
  const names = filter.only === undefined ? known : listed(filter.only);
  for (const name of names)
    if (!known.includes(name))
      throw new InputError(
        `--only: no claim ${JSON.stringify(name)} in ${all.folder}${didYouMean(name, known)}; flowlab claims lists them`,
      );
  const isAsked = filter.text !== undefined || filter.section !== undefined;
  const members = all.members.filter(
    ({ id, experiment }: Member) =>
      names.includes(id) && (!isAsked || stands(experiment.sentence, filter)),
  );
  const unreadable = isAsked ? [] : all.unreadable.filter(({ id }) => names.includes(id));
  if (members.length + unreadable.length === 0)
    throw new InputError(
      `no claim of ${all.folder} is left by --only, --text and --section; loosen them`,
    );
  const untestable =
    filter.only !== undefined
      ? []
      : all.untestable.filter((one) => !isAsked || stands(one, filter));
  return { ...all, members, unreadable, untestable };
}

/** Whether a sentence stands where the filter asks. */
function stands(
  sentence: { readonly text: string; readonly section?: string | undefined } | undefined,
  { text, section }: Filter,
): boolean {
  const holds = (part: string | undefined, whole: string | undefined) =>
    part === undefined || whole?.toLowerCase().includes(part.toLowerCase()) === true;
  return sentence !== undefined && holds(text, sentence.text) && holds(section, sentence.section);
}
