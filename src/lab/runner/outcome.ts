import type { RunSpec } from '../experiment/run-spec.ts';
import type { PlannedRun } from '../records/plan.ts';
import type { Run } from '../records/record.ts';
import type { Planned } from './plan-runs.ts';

export interface Failure {
  readonly id: string;
  readonly spec: RunSpec;
  readonly message: string;
  readonly input: boolean;
}

export interface Outcome {
  /** Finished runs, in the order of the experiment's specs. */
  readonly runs: readonly Run[];
  /** Finished runs of its controls that are none of its own. */
  readonly controlRuns: readonly Run[];
  readonly failures: readonly Failure[];
}

/** What an experiment came to, once all of its runs have ended. */
export const outcomeOf = (one: Planned, failures: ReadonlyMap<string, Failure>): Outcome => {
  const { runs, controlRuns, store } = one;
  const finished = (all: typeof runs) =>
    all.filter(({ id }) => store.has(id)).map(({ id }) => store.read(id));
  const lost = ({ id, spec }: PlannedRun): readonly Failure[] => {
    const found = store.condition(id);
    const why = found.kind === 'damaged' ? found.why : 'it is gone';
    const message = `its record is no longer as it was written: ${why}`;
    return store.has(id) ? [] : [{ id, spec, message, input: false }];
  };
  return {
    ...{ runs: finished(runs), controlRuns: finished(controlRuns) },
    failures: everyRunOf(one).flatMap((run) => failures.get(run.id) ?? lost(run)),
  };
};

/** The runs of an experiment, and those of its controls that are none of its own. */
export const everyRunOf = ({ runs, controlRuns }: Planned) => [...runs, ...controlRuns];
