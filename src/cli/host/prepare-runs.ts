import { dirname } from 'node:path';
import { tfjsVersion } from '../../engine/backend.ts';
import type { Part } from '../../lab/costs/shard.ts';
import type { loadImages } from '../../lab/data/load.ts';
import { allSpecs } from '../../lab/experiment/claim/all-specs.ts';
import type { Experiment, RunSpec } from '../../lab/experiment/run-spec.ts';
import { NAMING } from '../../lab/records/provenance.ts';
import { compilesByXla } from '../../lab/run/xla.ts';
import { computeRuns, type RunEvent, type RunOptions } from '../../lab/runner/compute-runs.ts';
import type { Outcome } from '../../lab/runner/outcome.ts';
import {
  type Planned,
  type PlanOptions,
  partOfPlan,
  planRuns,
} from '../../lab/runner/plan-runs.ts';
import { type Preflight, preflight } from '../../lab/runner/preflight.ts';
import { type Choice, nativeNow, refuseDouble, refuseXla } from './choose-engine.ts';
import { childEntry, dataPlaces } from './environment.ts';
import { poolOfQueue, QUEUED, type QueueChoice } from './queue.ts';
import { thisRunner } from './this-runner.ts';
import { threadsFor } from './threads.ts';

/** What is settled about the runs of an experiment before the first of them starts. */
export interface RunRequest extends Settings, About {
  /** Receives lines on downloads and on what was mended. */
  readonly log: (line: string) => void;
  /** What is computed of the grid; absent: all of it. */
  readonly part?: Part | undefined;
}

/** By what runs are computed. */
interface Settings {
  readonly engine: Choice;
  /** Processes at a time; by default one for each core, or fewer where each has more threads. */
  readonly jobs?: number | undefined;
  /** Threads of each process; by default as many as there are cores for, and microbatches in a step. */
  readonly threads?: number | undefined;
  /** Threads within an operation; by default those of the environment, or one. */
  readonly intraOp?: number | undefined;
  /** Where the runs are computed; by default here. */
  readonly queue?: QueueChoice | undefined;
}

/** What the records say of an experiment. */
interface About {
  /** Root of all records; a run that is on record there is not computed again. */
  readonly runsDir: string;
  /** The file that the experiment was read from. */
  readonly source: string;
  /** The command that computes the same again. */
  readonly command: string;
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
  { log, ...request }: RunRequest,
): Promise<PreparedRuns> {
  const checked = await checkRuns(experiment, { engine: request.engine, log });
  const pool = poolFor([checked], { ...request, log });
  return {
    ...{ jobs: pool.jobs, threads: pool.threads },
    async run({ onEvent, signal }) {
      const whole = pool.plan(checked, request);
      const planned = request.part === undefined ? whole : partOfPlan(whole, request.part);
      let outcome: Outcome = { runs: [], controlRuns: [], failures: [] };
      const onOutcome = (_: Planned, its: Outcome) => {
        outcome = its;
      };
      await pool.run([planned], { onEvent, onOutcome, ...(signal && { signal }) });
      return outcome;
    },
  };
}

/** An experiment whose data are there and fit. */
export interface CheckedRuns extends Preflight {
  readonly experiment: Experiment;
}

/**
 * Finds the data of an experiment's runs, by `load` where it keeps some of them, and builds its networks on them.
 *
 * @throws InputError where data, network and weights are missing, damaged or do not fit together, and
 *   where double precision is asked of another engine than native
 */
export async function checkRuns(
  experiment: Experiment,
  { engine, log, load }: Pick<RunRequest, 'engine' | 'log'> & { readonly load?: typeof loadImages },
): Promise<CheckedRuns> {
  const all = allSpecs(experiment);
  for (const { precision, engine: own } of all) {
    refuseDouble(precision, engine);
    refuseXla(own?.xla, engine);
  }
  return { experiment, ...(await preflight(all, dataPlaces(), log, load)) };
}

/** Processes that compute the runs of experiments. */
interface Pool {
  /** At a time. */
  readonly jobs: number;
  /** TensorFlow threads of each. */
  readonly threads: number;
  /** Names the runs of an experiment and puts its plan on record; throws InputError where its records cannot be written. */
  plan(checked: CheckedRuns, about: About): Planned;
  run(
    experiments: readonly Planned[],
    options: Pick<RunOptions, 'onEvent' | 'onOutcome' | 'signal'>,
  ): Promise<void>;
}

/** Settles how many processes compute the runs of experiments, each with how many threads. */
export function poolFor(
  all: readonly CheckedRuns[],
  { engine, jobs: asked, threads: wanted, intraOp, queue, log }: Settings & Pick<RunRequest, 'log'>,
): Pool {
  const most = all.flatMap(({ experiment, microbatches }) =>
    allSpecs(experiment).map(microbatches),
  );
  const runs = most.length;
  const microbatches = most.reduce((a, b) => Math.max(a, b), 1);
  const found = threadsFor({ engine, runs, microbatches, asked: wanted, intraOp });
  const { threads, env } = found;
  const jobs = Math.min(asked ?? (queue === undefined ? found.jobs : QUEUED), runs);
  return {
    ...{ jobs, threads: threads.count },
    plan({ experiment, files, parameters: own }, about) {
      const engineVersion = (spec: RunSpec) =>
        numericalSettings(engine, env, compilesByXla(spec, own(spec), engine.name));
      const by = { engine: engine.name, engineVersion, files };
      const planned = planRuns(experiment, { ...about, ...by } satisfies PlanOptions);
      for (const one of planned.mended) log(one);
      return planned;
    },
    run: (experiments, options) =>
      computeRuns(experiments, {
        ...{ entry: childEntry('worker'), engine: engine.name, env, jobs, threads },
        ...(queue && { pool: poolOfQueue(queue, engine, env) }),
        ...{ places: dataPlaces(), runner: thisRunner(), stillborn: stillborn(engine), ...options },
      }),
  };
}

/** What to do where a process dies before its first word, most likely while it loads TensorFlow. */
export function stillborn({ name }: Choice): string | undefined {
  const { path } = nativeNow();
  if (name !== 'native' || path === null) return undefined;
  return `it had said nothing yet: where this happens to every run, the TensorFlow in ${dirname(path)} may be damaged; flowlab setup checks and mends it, or delete that folder first`;
}

/**
 * Everything about the engine that may change numbers, for run ids, the one place that says which settings name a run: where XLA
 * compiles steps, the threads that their sums are split by too.
 */
export const numericalSettings = (
  { version }: Choice,
  env: Readonly<Record<string, string | undefined>>,
  xla: boolean,
): string =>
  [
    ...[version, `tfjs ${tfjsVersion}`, ...NAMING.map((name) => `${name}=${env[name] ?? ''}`)],
    ...(xla ? [`xla on ${env.TF_NUM_INTRAOP_THREADS ?? ''} threads`] : []),
  ].join(' ');
