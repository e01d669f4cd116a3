import { tfjsVersion } from '../../engine/backend.ts';
import type { Experiment } from '../../lab/experiment/run-spec.ts';
import { NUMERICAL } from '../../lab/records/provenance.ts';
import { computeRuns, type Outcome, type RunEvent } from '../../lab/runner/compute-runs.ts';
import { preflight } from '../../lab/runner/preflight.ts';
import { type Choice, refuseDouble } from './choose-engine.ts';
import { childEntry, cores, dataPlaces } from './environment.ts';
import { threadsFor } from './threads.ts';

/** What is settled about the runs of an experiment before the first of them starts. */
export interface RunRequest {
  readonly engine: Choice;
  /** Root of all records; a run that is on record there is not computed again. */
  readonly runsDir: string;
  /** The file that the experiment was read from. */
  readonly source: string;
  /** The command that computes the same again. */
  readonly command: string;
  /** Processes at a time; by default one for each core, or fewer where each has more threads. */
  readonly jobs?: number | undefined;
  /** Threads of each process; by default as many as measurably help. */
  readonly threads?: number | undefined;
  /** Receives lines on downloads and on what is being timed. */
  readonly log: (line: string) => void;
}

/** Runs that can start: their data are there and fit, and their processes are counted. */
export interface PreparedRuns {
  readonly jobs: number;
  /** TensorFlow threads of each process. */
  readonly threads: number;
  run(options: {
    readonly onEvent: (event: RunEvent) => void;
    /** Aborting lets no further run start and ends the processes; runs already finished are kept. */
    readonly signal?: AbortSignal | undefined;
  }): Promise<Outcome>;
}

/**
 * Finds the data of an experiment's runs and settles how many processes compute them, each with how many threads.
 *
 * @throws InputError where data, network and weights are missing, damaged or do not fit together, and
 *   where double precision is asked of another engine than native
 */
export async function prepareRuns(
  experiment: Experiment,
  { engine, runsDir, source, command, jobs: asked, threads: wanted, log }: RunRequest,
): Promise<PreparedRuns> {
  const { specs } = experiment;
  for (const { precision } of specs) refuseDouble(precision, engine);
  const places = dataPlaces();
  const { files, parameters } = await preflight(specs, places, log);
  const { threads, env } = await threadsFor({ specs, parameters, engine, asked: wanted, log });
  const jobs = Math.min(asked ?? Math.max(1, Math.floor(cores() / threads.count)), specs.length);
  return {
    jobs,
    threads: threads.count,
    run: ({ onEvent, signal }) =>
      computeRuns(experiment, {
        entry: childEntry('worker'),
        engine: engine.name,
        engineVersion: numericalSettings(engine, env),
        ...{ env, files, command, source, jobs, threads, runsDir, places, onEvent },
        ...(signal && { signal }),
      }),
  };
}

/** Everything about the engine that may change numbers, for run ids. */
const numericalSettings = (
  { version }: Choice,
  env: Readonly<Record<string, string | undefined>>,
): string =>
  [version, `tfjs ${tfjsVersion}`, ...NUMERICAL.map((name) => `${name}=${env[name] ?? ''}`)].join(
    ' ',
  );
