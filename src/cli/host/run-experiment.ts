import { resolve } from 'node:path';
import type { EngineName } from '../../engine/name.ts';
import type { Experiment } from '../../lab/experiment/run-spec.ts';
import type { RunEvent } from '../../lab/runner/compute-runs.ts';
import type { Outcome } from '../../lab/runner/outcome.ts';
import { engineAtHand } from './choose-engine.ts';
import { prepareRuns } from './prepare-runs.ts';

/** How the runs of an experiment are computed; everything but the file has a default. */
export interface RunExperimentOptions {
  /** The file that the experiment was read from: the folder of its records belongs to it. */
  readonly source: string;
  /** Root of all records, by default `runs`; a run that is on record there is not computed again. */
  readonly runsDir?: string;
  /** By default native where it is set up, else wasm. */
  readonly engine?: EngineName;
  /** Processes at a time, by default one for each core. */
  readonly jobs?: number;
  /** Threads of each process, by default one, or for few large runs as many as there are cores for. */
  readonly threads?: number;
  /** What the report says computes the same again, by default `flowlab run <source>`. */
  readonly command?: string;
  /** Called when the runs are counted, and as each goes on and ends. */
  readonly onEvent?: (event: RunEvent) => void;
  /** Receives lines on downloads and on what is being timed. */
  readonly log?: (line: string) => void;
  /** Aborting lets no further run start and ends the processes; finished runs are kept. */
  readonly signal?: AbortSignal;
}

/**
 * Computes the runs of an experiment that are not on record yet, in processes of their own, and reads all of them back.
 *
 * A run that fails is among `failures`, and the others go on; one that diverges is a run with that ending.
 *
 * @throws InputError where data, network and weights are missing, damaged or do not fit together, where an
 *   engine asked for by name is not to be had, and where the folder of records cannot be written
 * @example
 * const experiment = readExperiment('small.yaml');
 * const { runs, failures } = await runExperiment(experiment, { source: 'small.yaml' });
 * console.log(runs.length, failures.length); // 6 0
 */
export async function runExperiment(
  experiment: Experiment,
  options: RunExperimentOptions,
): Promise<Outcome> {
  const { source, runsDir = 'runs', command = `flowlab run ${source}` } = options;
  const { jobs, threads, signal, onEvent = () => {}, log = () => {} } = options;
  const prepared = await prepareRuns(experiment, {
    engine: await engineAtHand(options.engine),
    ...{ jobs, threads, command, log },
    ...{ runsDir: resolve(runsDir), source: resolve(source) },
  });
  return prepared.run({ signal, onEvent });
}
