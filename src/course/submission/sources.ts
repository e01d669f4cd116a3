import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { InputError } from '../../core/error.ts';
import { kindOf } from '../../lab/records/regular-file.ts';

/** How deep folders of submissions may lie in each other, as a class on Moodle is downloaded. */
const DEPTH = 3;

/**
 * The submissions at a path: the path itself where it is a zip, or a folder with answers.yaml; else every such below the folder, by name.
 *
 * @throws InputError where there is nothing at the path
 */
export function submissionsAt(path: string): readonly string[] {
  const { kind } = kindOf(path);
  if (kind === 'a file') return [path];
  if (kind !== 'a folder')
    throw new InputError(
      `${path} is ${kind}: give a submission, a folder or a zip, or a folder of them`,
    );
  return below(path, DEPTH);
}

function below(folder: string, depth: number): readonly string[] {
  if (kindOf(join(folder, 'answers.yaml')).kind === 'a file') return [folder];
  return readdirSync(folder, { withFileTypes: true })
    .filter(({ name }) => !name.startsWith('.') && name !== '__MACOSX')
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      if (entry.isFile()) return /\.zip$/i.test(entry.name) ? [path] : [];
      return entry.isDirectory() && depth > 0 ? below(path, depth - 1) : [];
    });
}

/** What a submission is called in messages: the name of its zip or folder. */
export const nameOf = (path: string): string => basename(path).replace(/\.zip$/i, '');
