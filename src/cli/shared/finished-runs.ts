import { join, resolve } from 'node:path';
import { idOf } from '../../lab/experiment/read.ts';
import type { Experiment } from '../../lab/experiment/run-spec.ts';
import { hasPlan } from '../../lab/records/plan.ts';
import type { Run } from '../../lab/records/record.ts';
import { existingStore, type Store } from '../../lab/records/store.ts';
import { sayDamage } from './damage.ts';

/** The records of an experiment. */
export interface Records {
  readonly store: Store;
  readonly experiment: Experiment;
  /** Those of its planned runs that are finished, in the order of the plan. */
  readonly runs: readonly Run[];
  /** Finished runs of its controls that are none of its own. */
  readonly controlRuns: readonly Run[];
  readonly planned: number;
  /** The command line that computes them again. */
  readonly command: string;
}

/**
 * The finished runs of an experiment, by its name or its file below the folder `runsDir`, or by the folder of its records. Of a record
 * that is not as it was written a line is said, and it is left out.
 *
 * @throws InputError where there are no records
 */
export function finishedRuns(nameOrFolder: string, runsDir: string): Records {
  const store = existingStore(resolve(recordsFolder(nameOrFolder, runsDir)));
  const { experiment, runs: planned, controlRuns, command } = store.readExperiment();
  sayDamage(
    store,
    [...planned, ...controlRuns].map(({ id }) => id),
  );
  const finished = (all: typeof planned) =>
    all.filter(({ id }) => store.has(id)).map(({ id }) => store.read(id));
  return {
    ...{ store, experiment, command },
    ...{ runs: finished(planned), controlRuns: finished(controlRuns), planned: planned.length },
  };
}

/** Where the records of an experiment lie, if there are any; one that is named by its file is meant by the file's name. */
export function recordsFolder(nameOrFile: string, runsDir: string): string {
  if (hasPlan(nameOrFile)) return nameOrFile;
  return join(runsDir, /\.ya?ml$/i.test(nameOrFile) ? idOf(nameOrFile) : nameOrFile);
}
