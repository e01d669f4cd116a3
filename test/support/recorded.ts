import { join } from 'node:path';
import { digest } from '../../src/lab/experiment/digest.ts';
import type { Experiment } from '../../src/lab/experiment/run-spec.ts';
import type { Run } from '../../src/lab/records/record.ts';
import { openStore } from '../../src/lab/records/store.ts';

/** Puts the runs of an experiment on record below `root`, as `flowlab run` leaves them but for snapshots; the weights are one array, of two numbers unless it is said. */
export function recordRuns(
  root: string,
  experiment: Experiment,
  runs: readonly Run[],
  weightsOf: (run: Run) => ArrayLike<number> = () => [1, 2],
): void {
  const store = openStore(root, experiment.id);
  const { specs: _, controls: __, ...about } = experiment;
  const plan = runs.map(({ id, spec }) => ({ id: digest(id), spec }));
  const source = join(root, `${experiment.id}.yaml`);
  store.writeExperiment({ ...about, command: 'npx flowlab run small', source, runs: plan });
  store.state(experiment);
  for (const [i, run] of runs.entries()) {
    const { outputs, method, data, preparation, parameters, steps, time, ...rest } = run.manifest;
    const { initialLoss, loss, cost, ...by } = rest;
    const { ending, reason, series, scalars, arrays } = run;
    const weights = Float32Array.from(weightsOf(run));
    store.write(
      plan[i]!.id,
      run.spec,
      {
        ...{ ending, reason, series, scalars, arrays, outputs, snapshots: [] },
        facts: { method, data, preparation, parameters, steps, time, initialLoss, loss, cost },
        weights: [weights],
        shapes: [[weights.length]],
      },
      by,
    );
  }
}
