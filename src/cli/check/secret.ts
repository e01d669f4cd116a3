import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { InputError } from '../../core/error.ts';

/** The file of a teacher's folder that holds the secret. */
export const SECRET = 'secret.txt';

/** The secret of a teacher's folder; throws InputError where there is none. */
export function secretOf(folder: string): string {
  let secret = '';
  try {
    secret = readFileSync(join(folder, SECRET), 'utf8').trim();
  } catch {
    // The message that follows says what to give.
  }
  if (secret.length < 16)
    throw new InputError(
      `${join(folder, SECRET)} holds no secret of 16 characters or more: give with --course the folder that flowlab course init --teacher made`,
    );
  return secret;
}
