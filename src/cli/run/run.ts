import { findExperiment, readExperiment } from '../../lab/experiment/read.ts';
import { bundledExperiments } from '../host/environment.ts';
import type { RunFlags } from './command-line.ts';
import { listRuns } from './list-runs.ts';

/** Runs an experiment and draws its report, or lists its runs; returns the exit code. */
export async function run(name: string, flags: RunFlags): Promise<number> {
  const file = findExperiment(name, bundledExperiments);
  const experiment = readExperiment(file, { sets: flags.set, seeds: flags.seeds });
  if (flags.dryRun === true) return listRuns(experiment, flags.json === true);
  const { compute } = await import('./compute.ts');
  return compute({ name, file, experiment }, flags);
}
