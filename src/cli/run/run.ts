import { resolve } from 'node:path';
import { InputError } from '../../core/error.ts';
import { budgetNamed } from '../../lab/experiment/claim/budget.ts';
import { findExperiment, readExperiment } from '../../lab/experiment/read.ts';
import type { Experiment } from '../../lab/experiment/run-spec.ts';
import { hasPlan } from '../../lab/records/plan.ts';
import type { Run } from '../../lab/records/record.ts';
import { existingStore } from '../../lab/records/store.ts';
import { forecastsOf } from '../../report/predictions/forecasts.ts';
import { bundledExperiments } from '../host/environment.ts';
import { note } from '../shared/output.ts';
import type { RunFlags } from './command-line.ts';
import { listRuns } from './list-runs.ts';

/** Runs an experiment and draws its report, or lists its runs; returns the exit code. */
export async function run(name: string, flags: RunFlags): Promise<number> {
  const file = findExperiment(name, bundledExperiments);
  const { set: sets, seeds } = flags;
  const budget = flags.budget === undefined ? undefined : budgetNamed(flags.budget);
  const { controls, ...alone } = readExperiment(file, { sets, seeds, budget });
  const experiment = {
    ...alone,
    ...(flags.controls !== false && controls && { controls }),
    ...(flags.checkpoint !== undefined && { checkpoint: { every: flags.checkpoint } }),
  };
  if (budget !== undefined && budget !== 'default' && experiment.budgets?.includes(budget) !== true)
    note(`${file} has no budget ${budget}: it is run as it stands`);
  if (experiment.figures !== undefined) {
    const { unknownFigure } = await import('../../report/figures/planned.ts');
    const unknown = unknownFigure(experiment);
    if (unknown !== undefined) throw new InputError(`${file}: ${unknown}`);
  }
  if (flags.dryRun === true)
    return listRuns(experiment, finishedRuns(flags.runs, experiment), flags.json === true);
  for (const { id, warnings } of forecastsOf(experiment, []))
    for (const warning of warnings) note(`Note on prediction ${id}: ${warning}`);
  const { compute } = await import('./compute.ts');
  return compute({ name, file, experiment }, flags);
}

/** The runs of an experiment that are finished; none where its folder is not there yet, or was written by an older version. */
function finishedRuns(runsDir: string, { id, predictions }: Experiment): readonly Run[] {
  const folder = resolve(runsDir, id);
  if (predictions === undefined || !hasPlan(folder)) return [];
  const store = existingStore(folder);
  return store.ids().map((run) => store.read(run));
}
