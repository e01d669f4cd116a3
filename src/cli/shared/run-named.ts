import { existsSync, readdirSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { InputError } from '../../core/error.ts';
import { isRunId } from '../../lab/records/plan.ts';
import type { Run } from '../../lab/records/record.ts';
import { existingStore } from '../../lab/records/store.ts';
import { damageOf, sayChanged } from './damage.ts';
import { foldersBelow } from './records-in.ts';

/** A run on record, and where it lies. */
export interface FoundRun {
  readonly run: Run;
  /** Of the run itself. */
  readonly folder: string;
}

/**
 * The run that is meant by its folder, or by its name or the first four or more digits of it, below the folder `runsDir`; undefined
 * where the text is the name of no run.
 *
 * @throws InputError where several runs begin so, or the record cannot be read
 */
export function runNamed(text: string, runsDir: string): FoundRun | undefined {
  const path = resolve(text);
  if (existsSync(join(path, 'manifest.json'))) return found(dirname(path), basename(path));
  if (!/^[0-9a-f]{4,16}$/.test(text) || !existsSync(runsDir)) return undefined;
  const all = foldersBelow(runsDir).flatMap((folder) =>
    readdirSync(folder)
      .filter((id) => isRunId(id) && id.startsWith(text))
      .map((id) => ({ folder, id })),
  );
  const ids = [...new Set(all.map(({ id }) => id))];
  if (ids.length > 1)
    throw new InputError(
      `${text} begins the names of ${ids.length} runs: ${ids.slice(0, 4).join(', ')}; write more of it`,
    );
  // A run that several experiments share lies in each of their folders.
  return all[0] && found(resolve(all[0].folder), all[0].id);
}

/** A record that was changed can be read and held against others; one that cannot be is refused by InputError. */
function found(folder: string, id: string): FoundRun {
  const store = existingStore(folder);
  try {
    const run = store.read(id);
    sayChanged(store, id);
    return { run, folder: join(folder, id) };
  } catch (error) {
    const condition = store.condition(id);
    if (condition.kind !== 'damaged') throw error;
    throw new InputError(
      `${damageOf(store, id, condition)}; compute it again with the command that it came from`,
    );
  }
}
