import { readFileSync } from 'node:fs';
import * as z from 'zod';
import { InputError } from '../../core/error.ts';

/** What is read of Gradescope's submission_metadata.json. */
const form = z.object({ users: z.array(z.object({ sid: z.string().nullish() })).min(1) });

/**
 * The numbers of the students who handed in, by Gradescope; none where it knows no number of theirs.
 *
 * @throws InputError where the file is no such metadata
 */
export function studentOf(file: string): readonly string[] {
  try {
    const { users } = form.parse(JSON.parse(readFileSync(file, 'utf8')));
    return users.flatMap(({ sid }) => sid || []);
  } catch {
    throw new InputError(
      `--metadata ${file} is no submission_metadata.json of Gradescope: leave it out, or give that file`,
    );
  }
}
