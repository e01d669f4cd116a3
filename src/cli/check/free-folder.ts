import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { InputError } from '../../core/error.ts';

/** The folder of results beside the gradebooks, a file for each submission. */
export const RESULTS = 'results';

/**
 * Makes sure that gradebooks of these names, and results whatever their names, overwrite nothing in a folder.
 *
 * @throws InputError where they would
 */
export function mustBeFree(folder: string, gradebooks: readonly string[]): void {
  const found = [
    ...gradebooks.filter((name) => existsSync(join(folder, name))),
    ...resultsIn(join(folder, RESULTS)),
  ];
  const [first, ...more] = found;
  if (first === undefined) return;
  const others = more.length === 0 ? '' : ` and ${more.length} more`;
  throw new InputError(
    `${folder} holds ${first}${others} already: choose another folder with --out, or overwrite them with --force`,
  );
}

const resultsIn = (folder: string): readonly string[] =>
  statSync(folder, { throwIfNoEntry: false })?.isDirectory() === true
    ? readdirSync(folder)
        .filter((name) => name.endsWith('.json'))
        .map((name) => `${RESULTS}/${name}`)
    : [];
