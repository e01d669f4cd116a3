import type { EngineName } from '../../engine/name.ts';
import type { DataPlaces } from '../data/places.ts';
import { runId } from '../experiment/run-id.ts';
import type { Experiment, RunSpec } from '../experiment/run-spec.ts';
import { codeVersion } from '../records/code-version.ts';
import type { Run } from '../records/record.ts';
import { openStore } from '../records/store.ts';
import type { Threads } from '../records/threads.ts';
import type { Job, Report } from './messages.ts';
import { type PoolOptions, runPool } from './pool.ts';
import type { FileSums } from './preflight.ts';

export interface RunOptions extends Pick<PoolOptions<Report>, 'entry' | 'env' | 'signal'> {
  readonly engine: EngineName;
  /** Version of the engine and settings that change its numbers. */
  readonly engineVersion: string;
  /** What the files of a spec held, from preflight. */
  readonly files: FileSums;
  /** The command line that computes the same again. */
  readonly command: string;
  /** Where the experiment was read from. */
  readonly source: string;
  /** Processes at a time. */
  readonly jobs: number;
  /** TensorFlow threads of each process, which `env` sets. */
  readonly threads: Threads;
  /** Root of all records. */
  readonly runsDir: string;
  readonly places: DataPlaces;
  readonly onEvent: (event: RunEvent) => void;
}

/** What happens while an experiment runs. */
export type RunEvent =
  | { readonly kind: 'planned'; readonly total: number; readonly finished: number }
  | { readonly kind: 'run'; readonly spec: RunSpec; readonly report: Report };

export interface Failure {
  readonly id: string;
  readonly spec: RunSpec;
  readonly message: string;
  readonly input: boolean;
}

export interface Outcome {
  /** Finished runs, in the order of the experiment's specs. */
  readonly runs: readonly Run[];
  readonly failures: readonly Failure[];
}

/**
 * Computes the runs of an experiment that are not on record yet, and reads all of them back.
 *
 * @throws InputError where the folder of records cannot be written
 */
export async function computeRuns(experiment: Experiment, options: RunOptions): Promise<Outcome> {
  const {
    engine,
    engineVersion,
    jobs: size,
    runsDir,
    places,
    threads,
    onEvent,
    files,
    command,
    source,
  } = options;
  const { specs, ...about } = experiment;
  const store = openStore(runsDir, experiment.id);
  const version = codeVersion();
  const plan = specs.map((spec) => ({
    spec,
    id: runId(spec, version, `${engine} ${engineVersion}`, files(spec)),
  }));
  store.writeExperiment({ ...about, command, source, runs: plan });
  store.state(experiment);
  const open = plan.filter((p) => !store.has(p.id));
  onEvent({ kind: 'planned', total: plan.length, finished: plan.length - open.length });
  const specOf = new Map(plan.map((p) => [p.id, p.spec]));
  const failures: Failure[] = [];
  const jobs: Job[] = open.map(({ id, spec }) => ({
    id,
    spec,
    folder: store.folder,
    engine,
    places,
    threads,
  }));
  await runPool<Job, Report>(jobs, {
    ...options,
    size,
    onReport(report) {
      const spec = specOf.get(report.id)!;
      if (report.kind === 'failed') failures.push({ spec, ...report });
      onEvent({ kind: 'run', spec, report });
    },
  });
  return { runs: plan.filter((p) => store.has(p.id)).map((p) => store.read(p.id)), failures };
}
