import { existsSync, lstatSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { specKey } from '../../lab/experiment/claim/all-specs.ts';
import type { RunSpec } from '../../lab/experiment/run-spec.ts';
import { fromJson } from '../../lab/records/json.ts';
import { CHECKPOINTS, DRAFT, STAMP } from '../../lab/records/passing.ts';
import { isRunId } from '../../lab/records/plan.ts';
import { existingStore } from '../../lab/records/store.ts';

/** Why no report needs a folder or file. */
export type Why = 'draft' | 'checkpoint' | 'superseded' | 'not planned';

/** What can go. */
export interface Garbage {
  readonly path: string;
  readonly why: Why;
  readonly bytes: number;
}

/** A draft or checkpoint that was written to since may still be of use to somebody. */
const FRESH_MS = 3_600_000;

/**
 * What no report on an experiment needs: drafts and checkpoints that nothing goes on from, records of runs that its plan has under another
 * name by now, as after a change of the code, and of runs that neither its plan nor that of another experiment has. `planned` are the
 * names of runs in any plan, `current` those of them that this version of the code computes, so that a checkpoint is of use; `now` is in milliseconds since 1970.
 */
export function garbageIn(
  folder: string,
  {
    planned,
    current,
  }: { readonly planned: ReadonlySet<string>; readonly current: ReadonlySet<string> },
  now: number,
): readonly Garbage[] {
  const store = existingStore(folder);
  const { runs, controlRuns } = store.readExperiment();
  const wanted = new Set([...runs, ...controlRuns].map(({ spec }) => specKey(spec)));
  const found = (path: string, why: Why): Garbage => ({ path, why, bytes: bytesOf(path) });
  const isOld = (path: string) => now - lstatSync(path).mtimeMs > FRESH_MS;
  const names = readdirSync(folder);
  const drafts = names
    .filter((name) => name.startsWith(DRAFT) || name.startsWith(STAMP))
    .map((name) => join(folder, name))
    .filter(isOld);
  const checkpoints = join(folder, CHECKPOINTS);
  const ended = (existsSync(checkpoints) ? readdirSync(checkpoints) : [])
    .map((name) => ({ path: join(checkpoints, name), id: name.slice(0, 16) }))
    .filter(({ path, id }) => isOld(path) && (store.has(id) || !current.has(id)));
  return [
    ...drafts.map((path) => found(path, 'draft')),
    ...ended.map(({ path }) => found(path, 'checkpoint')),
    ...names
      .filter((name) => isRunId(name) && !planned.has(name))
      .map((name) => {
        const path = join(folder, name);
        const spec = specIn(path);
        return found(
          path,
          spec !== undefined && wanted.has(specKey(spec)) ? 'superseded' : 'not planned',
        );
      }),
  ];
}

/** The spec of a record; undefined where it cannot be read, so that nobody can report on it. */
function specIn(folder: string): RunSpec | undefined {
  try {
    return fromJson(readFileSync(join(folder, 'spec.json'), 'utf8')) as RunSpec;
  } catch {
    return undefined;
  }
}

/** Bytes of a file, or of all files in a folder; links are not followed. */
function bytesOf(path: string): number {
  const stat = lstatSync(path);
  if (!stat.isDirectory()) return stat.size;
  return readdirSync(path).reduce((sum, name) => sum + bytesOf(join(path, name)), 0);
}
