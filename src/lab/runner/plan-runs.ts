import type { EngineName } from '../../engine/name.ts';
import type { Part } from '../costs/shard.ts';
import { runId } from '../experiment/run-id.ts';
import type { Experiment, RunSpec } from '../experiment/run-spec.ts';
import { codeVersion } from '../records/code-version.ts';
import type { PlannedRun } from '../records/plan.ts';
import { openStore, type Store } from '../records/store.ts';
import type { FileSums } from './preflight.ts';

export interface PlanOptions {
  readonly engine: EngineName;
  /** Version of the engine and settings that change the numbers of a run. */
  readonly engineVersion: (spec: RunSpec) => string;
  /** What the files of a spec held, from preflight. */
  readonly files: FileSums;
  /** The command line that computes the same again. */
  readonly command: string;
  /** Where the experiment was read from. */
  readonly source: string;
  /** Root of all records. */
  readonly runsDir: string;
}

/** An experiment whose runs have their names, and whose plan is on record. */
export interface Planned {
  readonly experiment: Experiment;
  readonly store: Store;
  /** In the order of the experiment's specs. */
  readonly runs: readonly PlannedRun[];
  /** Runs of its controls that are none of its own. */
  readonly controlRuns: readonly PlannedRun[];
  /** What was wrong with what the folder remembered, and was written anew; a sentence each. */
  readonly mended: readonly string[];
}

/**
 * Names the runs of an experiment, and remembers the plan and what is predicted before any of them is computed.
 *
 * @throws InputError where the folder of records cannot be written, or holds the runs of another experiment file
 */
export function planRuns(
  experiment: Experiment,
  { engine, engineVersion, files, command, source, runsDir }: PlanOptions,
): Planned {
  const { specs, controls, ...about } = experiment;
  const store = openStore(runsDir, experiment.id);
  const version = codeVersion();
  const planned = (all: readonly RunSpec[]): readonly PlannedRun[] => {
    const runs = new Map<string, PlannedRun>();
    for (const spec of all) {
      const id = runId(spec, version, `${engine} ${engineVersion(spec)}`, files(spec));
      // Two names of one file make one run.
      if (!runs.has(id)) runs.set(id, { id, spec });
    }
    return [...runs.values()];
  };
  const runs = planned(specs);
  const plan = store.writeExperiment({
    ...{ ...about, command, source, code: version, runs },
    ...(controls && {
      controls: controls.map(({ specs: own, ...control }) => ({ ...control, runs: planned(own) })),
    }),
  });
  const dates = store.state(experiment);
  const mended = [plan, dates].filter((one) => one !== undefined);
  return { experiment, store, runs, controlRuns: store.readExperiment().controlRuns, mended };
}

/** The runs of a plan that a shard computes; the plan on record stays that of the whole grid. */
export function partOfPlan(planned: Planned, part: Part): Planned {
  const own = (runs: Planned['runs']) => runs.filter(({ spec }) => part.has(spec));
  return { ...planned, runs: own(planned.runs), controlRuns: own(planned.controlRuns) };
}
