import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { InputError } from '../../core/error.ts';
import type { Experiment, RunSpec } from '../experiment/run-spec.ts';
import { hasPlan, type Plan, type PlannedRun, readPlan, writePlan } from './plan.ts';
import type { Provenance } from './provenance.ts';
import type { Run } from './record.ts';
import { copyRun, DRAFT, type Finished, hasRun, readRun, writeRun } from './run-folder.ts';
import { predictionsOf, type Stated, saw, state, statedIn } from './stated.ts';

/** Where the records of one experiment's runs lie: `<root>/<experiment>/<run id>/`. */
export interface Store {
  readonly folder: string;
  has(id: string): boolean;
  write(id: string, spec: RunSpec, finished: Finished, by: Provenance): void;
  read(id: string): Run;
  /** Copies the record of a run from another folder of records; whole or not at all. */
  copy(id: string, from: string): void;
  /** Ids of all finished runs, sorted. */
  ids(): readonly string[];
  /** Remembers the experiment, so that a report can be drawn from the records alone. */
  writeExperiment(plan: Plan): void;
  /** Remembers what the experiment predicts, and whether that preceded its data: before any run is computed. */
  state(experiment: Experiment): void;
  /** Remembers with how many seeds verdicts on these predictions were seen. */
  saw(experiment: Experiment, seeds: number): void;
  /** What is remembered of all predictions ever stated here. */
  stated(): readonly Stated[];
  /** The experiment with all its planned runs, finished or not. */
  readExperiment(): {
    readonly experiment: Experiment;
    /** Runs of controls that are none of the experiment itself. */
    readonly controlRuns: readonly PlannedRun[];
  } & Pick<Plan, 'runs' | 'command'>;
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
    rmSync(mkdtempSync(join(folder, '.stamp-')), { recursive: true });
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
  const stamp = mkdtempSync(join(folder, '.stamp-'));
  const now = statSync(stamp).mtimeMs;
  rmSync(stamp, { recursive: true });
  for (const name of drafts) {
    const age = now - statSync(join(folder, name)).mtimeMs;
    if (age > 3_600_000) rmSync(join(folder, name), { recursive: true, force: true });
  }
}

function storeAt(folder: string): Store {
  const ids = () =>
    readdirSync(folder)
      .filter((name) => /^[0-9a-f]{16}$/.test(name) && hasRun(folder, name))
      .sort();
  return {
    folder,
    has: (id) => hasRun(folder, id),
    ids,
    state: (experiment) => state(folder, predictionsOf(experiment), () => ids().length > 0),
    saw: (experiment, seeds) => saw(folder, predictionsOf(experiment), seeds),
    stated: () => statedIn(folder),
    write: (id, spec, finished, by) => writeRun(folder, id, spec, finished, by),
    read: (id) => readRun(folder, id),
    copy: (id, from) => copyRun(from, folder, id),
    writeExperiment: (plan) => writePlan(folder, plan),
    readExperiment() {
      const { runs, controls, command, source: _, ...about } = readPlan(folder);
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
        ...{ runs, command },
      };
    },
  };
}
