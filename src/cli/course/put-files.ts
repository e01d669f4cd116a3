import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { InputError, reason } from '../../core/error.ts';
import { nearby } from '../shared/nearby.ts';
import { say } from '../shared/output.ts';

/**
 * Writes files below a folder, by their path in it; one that is there already is left as it is.
 *
 * @throws InputError where the folder cannot be written
 */
export function putFiles(folder: string, files: ReadonlyMap<string, string | Uint8Array>): void {
  let written = 0;
  try {
    for (const [name, content] of files) {
      const path = join(folder, name);
      if (existsSync(path)) {
        say(`Left as it is: ${nearby(path)}`);
        continue;
      }
      mkdirSync(dirname(path), { recursive: true });
      // `wx`: what appears between the look and the writing is not overwritten either.
      writeFileSync(path, content, { flag: 'wx' });
      written++;
    }
  } catch (error) {
    throw new InputError(
      `${folder} cannot be written (${reason(error)}): name a folder of your own`,
    );
  }
  say(`Written: ${written} file${written === 1 ? '' : 's'} below ${nearby(folder)}`);
}
