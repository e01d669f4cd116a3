import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { reason } from '../../core/error.ts';
import { sha256 } from '../../lab/data/checksum.ts';
import { hasPlan } from '../../lab/records/plan.ts';
import type { Run } from '../../lab/records/record.ts';
import type { Stated } from '../../lab/records/stated.ts';
import { existingStore, type Store } from '../../lab/records/store.ts';

/** The records of one experiment in a submission. */
export interface Records {
  readonly experiment: string;
  /** Runs of its plan, those of controls too, whose files are all as they were written. */
  readonly runs: readonly Run[];
  /** SHA-256 of the final weights of each, by the name of the run. */
  readonly weights: ReadonlyMap<string, string>;
  /** How many runs the plan has. */
  readonly planned: number;
  /** What is wrong with records, a clause each, without a full stop. */
  readonly wrong: readonly string[];
  /** What the records remember of predictions. */
  readonly stated: readonly Stated[];
}

/** Reads the records of an experiment below the folder of a submission; never throws. */
export function recordsOf(folder: string, experiment: string): Records {
  const place = join(folder, 'runs', experiment);
  const none = { experiment, runs: [], weights: new Map(), planned: 0, stated: [] };
  if (!hasPlan(place)) return { ...none, wrong: [`there are no records in runs/${experiment}`] };
  try {
    const store = existingStore(place);
    const plan = store.readExperiment();
    const ids = [...plan.runs, ...plan.controlRuns].map(({ id }) => id);
    const wrong: string[] = [];
    const runs = ids.flatMap((id) => {
      const found = runOf(store, id);
      if ('why' in found) wrong.push(`run ${id} of ${experiment}: ${found.why}`);
      return 'why' in found ? [] : [found.run];
    });
    return {
      ...{ experiment, runs, planned: ids.length, stated: datesOf(store), wrong },
      weights: new Map(runs.map(({ id }) => [id, weightsOf(join(place, id))])),
    };
  } catch (error) {
    return { ...none, wrong: [reason(error).replace(place, `runs/${experiment}`)] };
  }
}

function runOf(store: Store, id: string): { readonly run: Run } | { readonly why: string } {
  const condition = store.condition(id);
  if (condition.kind === 'absent') return { why: 'it is planned and not there' };
  if (condition.kind === 'unchecked') return { why: 'it has no hashes to check it by' };
  if (condition.kind === 'damaged') return { why: condition.why };
  try {
    const run = store.read(id);
    const why = unlike(run);
    return why === undefined ? { run } : { why };
  } catch (error) {
    return { why: reason(error) };
  }
}

/** Numbers that a record has twice have to agree. */
function unlike({ scalars, series, ending }: Run): string | undefined {
  const [last, value] = [series.trainLoss?.at(-1), scalars.trainLoss?.value];
  if (ending === 'diverged' || last === undefined || value === undefined) return undefined;
  return Math.abs(last - value) > 0.01 * Math.max(Math.abs(last), Math.abs(value)) + 1e-9
    ? `its trainLoss is ${value} in scalars.json and ${last} at the end of series.csv`
    : undefined;
}

function datesOf(store: Store): readonly Stated[] {
  try {
    return store.stated();
  } catch {
    // Predictions without a date count as stated after the data.
    return [];
  }
}

const weightsOf = (folder: string): string => {
  const file = join(folder, 'weights.npz');
  return existsSync(file) ? sha256(readFileSync(file)) : '';
};
