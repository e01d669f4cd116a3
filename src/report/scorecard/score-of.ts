import type { Experiment } from '../../lab/experiment/run-spec.ts';
import type { Run } from '../../lab/records/record.ts';
import type { Stated } from '../../lab/records/stated.ts';
import { answersOf } from '../predictions/answers.ts';
import type { Score } from './score.ts';

/** Judges a claim on its finished runs and those of its controls; `stated` is what the records remember of its predictions. */
export function scoreOf(
  experiment: Experiment,
  finished: {
    readonly runs: readonly Run[];
    readonly controlRuns: readonly Run[];
    readonly failures?: readonly string[];
  },
  stated: readonly Stated[],
): Score {
  const { runs, controlRuns, failures = [] } = finished;
  return {
    ...{ id: experiment.id, experiment, runs, controlRuns, failures },
    answers: answersOf(experiment, runs, stated, controlRuns),
  };
}
