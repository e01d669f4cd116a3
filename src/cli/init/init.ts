import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { InputError } from '../../core/error.ts';
import { nearby } from '../shared/nearby.ts';
import { say } from '../shared/output.ts';
import { starterFiles } from './starter-files.ts';

/**
 * Starts a folder of one's own: an experiment that runs as it stands, .gitignore and README.
 *
 * A file that is there already is left as it is. Throws InputError where the folder cannot be written.
 */
export function init(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true });
    for (const [name, text] of Object.entries(starterFiles)) {
      const path = join(folder, name);
      if (existsSync(path)) {
        say(`Left as it is: ${nearby(path)}`);
        continue;
      }
      // `wx`: what appears between the look and the writing is not overwritten either.
      writeFileSync(path, text, { flag: 'wx' });
      say(`Written: ${nearby(path)}`);
    }
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new InputError(`${folder} cannot be written (${reason}): name a folder of your own`);
  }
  const enter = nearby(folder) === '.' || folder === '.' ? '' : `cd ${folder} && `;
  say(`\nNext: ${enter}npx flowlab run experiment.yaml`);
}
