import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { InputError, reason } from '../../core/error.ts';
import type { Experiment, RunSpec } from '../experiment/run-spec.ts';
import { timeOf } from './folder-time.ts';
import { DRAFT, STAMP } from './passing.ts';
import { hasPlan, isRunId, type Plan, type PlannedRun, readPlan, writePlan } from './plan.ts';
import type { Provenance } from './provenance.ts';
import type { Run } from './record.ts';
import { type Condition, conditionOf } from './run-files.ts';
import { copyRun, type Finished, hasRun, parsedRun, readRun, writeRun } from './run-folder.ts';
import { predictionsOf, type Stated, saw, state, statedIn } from './stated.ts';
import { type Taken, takenBy } from './taken.ts';

/** Where the records of one experiment's runs lie: `<root>/<experiment>/<run id>/`. */
export interface Store {
  readonly folder: string;
  /** Whether a run is on record: its files are all there and as they were written, or by a flowlab that kept no hashes. */
  has(id: string): boolean;
  /** In which state the record of a run is; every file of it is read. */
  condition(id: string): Condition;
  write(id: string, spec: RunSpec, finished: Finished, by: Provenance): void;
  read(id: string): Run;
  /** What a run on record took; little of it is read. */
  taken(id: string): Taken;
  /** Copies the record of a run from another folder of records; whole or not at all. */
  copy(id: string, from: string): void;
  /** Ids of all that lie where records do, whatever their state, sorted. */
  names(): readonly string[];
  /** Ids of all runs on record, sorted. */
  ids(): readonly string[];
  /** Remembers the experiment, so that a report can be drawn from the records alone; gives what was wrong with the plan that was there. */
  writeExperiment(plan: Plan): string | undefined;
  /**
   * Remembers what the experiment predicts, and whether that preceded its data: before any run is computed. Gives what was wrong
   * with what was remembered.
   */
  state(experiment: Experiment): string | undefined;
  /** Remembers with how many seeds verdicts on these predictions were seen. */
  saw(experiment: Experiment, seeds: number): void;
  /** What is remembered of all predictions ever stated here; throws InputError where that is not as it was written. */
  stated(): readonly Stated[];
  /** The experiment with all its planned runs, finished or not. */
  readExperiment(): {
    readonly experiment: Experiment;
    /** Runs of controls that are none of the experiment itself. */
    readonly controlRuns: readonly PlannedRun[];
  } & Pick<Plan, 'runs' | 'command' | 'code'>;
}

/**
 * Opens, and makes if need be, the folder of an experiment's runs.
 *
 * @throws InputError where the folder cannot be written
 */
export function openStore(root: string, experimentId: string): Store {
  const folder = join(root, experimentId);
  writable(folder);
  sweep(folder);
  return storeAt(folder);
}

/**
 * The records in an existing folder, read only.
 *
 * @throws InputError where the folder holds no experiment
 */
export function existingStore(folder: string): Store {
  if (!hasPlan(folder)) {
    throw new InputError(
      `${folder} holds no runs; compute them first with flowlab run, or name their folder with --runs`,
    );
  }
  return storeAt(folder);
}

/** Makes a folder if need be, and throws InputError unless files can be made in it. */
export function writable(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true });
    rmSync(mkdtempSync(join(folder, STAMP)), { recursive: true });
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? String(error);
    throw new InputError(
      `cannot write to ${folder} (${code}); choose another folder with --out or --runs`,
    );
  }
}

/** Removes drafts that a killed run left behind an hour or more ago. */
function sweep(folder: string): void {
  const drafts = readdirSync(folder).filter((name) => name.startsWith(DRAFT));
  if (drafts.length === 0) return;
  const now = timeOf(folder);
  for (const name of drafts) {
    // One that another process is writing may be in its place by now.
    const draft = statSync(join(folder, name), { throwIfNoEntry: false });
    if (draft !== undefined && now - draft.mtimeMs > 3_600_000)
      rmSync(join(folder, name), { recursive: true, force: true });
  }
}

function storeAt(folder: string): Store {
  // A record that is whole stays so; one that is not may be computed meanwhile, here or by another process.
  const whole = new Map<string, Condition>();
  const condition = (id: string): Condition => {
    const known = whole.get(id);
    if (known !== undefined) return known;
    const found = foundOf(folder, id);
    if (found.kind === 'whole' || found.kind === 'unchecked') whole.set(id, found);
    return found;
  };
  const has = (id: string) => ['whole', 'unchecked'].includes(condition(id).kind);
  const named = () => readdirSync(folder).filter(isRunId).sort();
  return {
    ...{ folder, has, condition },
    names: named,
    ids: () => named().filter(has),
    state: (experiment) =>
      state(folder, predictionsOf(experiment), () => named().some((id) => hasRun(folder, id))),
    saw: (experiment, seeds) => saw(folder, predictionsOf(experiment), seeds),
    stated: () => statedIn(folder),
    write(id, spec, finished, by) {
      writeRun(folder, id, spec, finished, by);
      whole.delete(id);
    },
    read: (id) => readRun(folder, id),
    taken: (id) => takenBy(folder, id),
    copy(id, from) {
      copyRun(from, folder, id);
      whole.delete(id);
    },
    writeExperiment: (plan) => writePlan(folder, plan),
    readExperiment() {
      const { runs, controls, command, code, source: _, ...about } = readPlan(folder);
      const specsOf = (all: readonly PlannedRun[]) => all.map(({ spec }) => spec);
      const own = new Set(runs.map(({ id }) => id));
      const others = new Map(
        (controls ?? [])
          .flatMap((control) => control.runs)
          .flatMap((run) => (own.has(run.id) ? [] : [[run.id, run] as const])),
      );
      return {
        experiment: {
          ...about,
          specs: specsOf(runs),
          ...(controls && {
            controls: controls.map(({ runs: all, ...control }) => ({
              ...control,
              specs: specsOf(all),
            })),
          }),
        },
        controlRuns: [...others.values()],
        ...{ runs, command, ...(code !== undefined && { code }) },
      };
    },
  };
}

/** In which state a record is; without hashes it is at least to be read. */
function foundOf(folder: string, id: string): Condition {
  const found = conditionOf(folder, id);
  if (found.kind !== 'unchecked') return found;
  try {
    parsedRun(folder, id);
    return found;
  } catch (error) {
    return { kind: 'damaged', why: reason(error) };
  }
}
