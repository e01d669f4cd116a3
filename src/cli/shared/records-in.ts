import { existsSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { InputError } from '../../core/error.ts';
import { hasPlan } from '../../lab/records/plan.ts';
import type { Run } from '../../lab/records/record.ts';
import { existingStore, type Store } from '../../lab/records/store.ts';
import { sayDamage } from './damage.ts';
import { recordsFolder } from './finished-runs.ts';

/** All that is on record of an experiment. */
export interface OnRecord {
  /** Of the experiment. */
  readonly id: string;
  readonly store: Store;
  /** Those of its plan in their order, then those that it no longer plans. */
  readonly runs: readonly Run[];
  /** Names of the runs of its plan, those of its controls among them. */
  readonly plannedIds: ReadonlySet<string>;
  readonly planned: number;
  /** How many of these are not finished. */
  readonly open: number;
}

/**
 * Every run on record of an experiment, by its name, its file or its folder; of all below the folder `runsDir` where none is named.
 *
 * @throws InputError where there is none
 */
export function recordsIn(nameOrFolder: string | undefined, runsDir: string): readonly OnRecord[] {
  if (nameOrFolder !== undefined) return [onRecord(recordsFolder(nameOrFolder, runsDir))];
  const folders = foldersBelow(runsDir);
  if (folders.length === 0)
    throw new InputError(
      `${runsDir} holds no runs; compute some with flowlab run, or name their folder with --runs`,
    );
  return folders.map(onRecord);
}

function onRecord(folder: string): OnRecord {
  const store = existingStore(resolve(folder));
  const { experiment, runs, controlRuns } = store.readExperiment();
  const plannedIds = new Set([...runs, ...controlRuns].map(({ id }) => id));
  sayDamage(store, [...new Set([...plannedIds, ...store.names()])]);
  const there = store.ids();
  const finished = new Set(there);
  const order = [...[...plannedIds].filter((id) => finished.has(id)), ...there];
  return {
    ...{ id: experiment.id, store, plannedIds, planned: plannedIds.size },
    runs: [...new Set(order)].map((id) => store.read(id)),
    open: [...plannedIds].filter((id) => !finished.has(id)).length,
  };
}

/** Folders with the records of an experiment: the folder itself, those in it, and those in these, as `verify` leaves them. */
export function foldersBelow(root: string, depth = 2): readonly string[] {
  if (hasPlan(root)) return [root];
  if (depth === 0 || !existsSync(root)) return [];
  return readdirSync(root, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
    .map(({ name }) => join(root, name))
    .sort()
    .flatMap((folder) => foldersBelow(folder, depth - 1));
}
