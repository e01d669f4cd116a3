import { join } from 'node:path';
import { DiskError } from '../../core/disk-error.ts';
import type { EngineName } from '../../engine/name.ts';
import type { DataPlaces } from '../data/places.ts';
import type { RunSpec } from '../experiment/run-spec.ts';
import type { Runner } from '../records/lease.ts';
import type { Threads } from '../records/threads.ts';
import { defaults } from '../spec/defaults.ts';
import { removeCheckpoints } from './checkpoint-file.ts';
import type { Job, Report } from './messages.ts';
import { everyRunOf, type Failure, type Outcome, outcomeOf } from './outcome.ts';
import type { Planned } from './plan-runs.ts';
import { type Pool, type PoolOptions, runPool } from './pool.ts';
import { sharedJobs } from './shared-jobs.ts';
import { type WorkAhead, workAhead } from './work-ahead.ts';

export interface RunOptions
  extends Pick<PoolOptions<Report>, 'entry' | 'env' | 'signal' | 'stillborn'> {
  readonly engine: EngineName;
  /** What does them, by default processes of this machine. */
  readonly pool?: Pool<Job, Report>;
  /** Runs at a time. */
  readonly jobs: number;
  /** TensorFlow threads of each process, which `env` sets. */
  readonly threads: Threads;
  readonly places: DataPlaces;
  /** This process, as others that compute the same runs know it. */
  readonly runner: Runner;
  readonly onEvent: (event: RunEvent) => void;
  /** Called once for each experiment, as soon as the last of its runs has ended; not after the signal aborts. */
  readonly onOutcome: (planned: Planned, outcome: Outcome) => void;
}

/** What happens while experiments run. */
export type RunEvent =
  | WorkAhead
  | {
      readonly kind: 'planned';
      readonly total: number;
      readonly finished: number;
      /** Of those that are finished, how many were recorded by a flowlab that kept no hashes. */
      readonly unchecked: number;
    }
  /** Other runners compute some of the runs, on these hosts; `left`: nothing else is left to do. */
  | {
      readonly kind: 'shared';
      readonly total: number;
      readonly count: number;
      readonly hosts: readonly string[];
      readonly left: boolean;
    }
  /** Another runner computed a run. */
  | {
      readonly kind: 'elsewhere';
      readonly experiment: string;
      readonly id: string;
      readonly spec: RunSpec;
    }
  /** A record is not as it was written, and what is done about it; one line. */
  | { readonly kind: 'damaged'; readonly message: string }
  | {
      readonly kind: 'run';
      /** Of the experiment that the run is computed for; others may share it. */
      readonly experiment: string;
      readonly spec: RunSpec;
      readonly report: Report;
    };

/**
 * Computes the runs of experiments that are not on record yet, in their order and in one pool of processes, and reads all of
 * them back. Runs that other runners compute meanwhile are waited for. A run that several experiments share is computed for the first of them and copied to the others.
 *
 * A run that fails is among the failures of each experiment that has it, and all others go on.
 *
 * @throws DiskError where a record cannot be written: nothing more is computed then
 */
export async function computeRuns(
  experiments: readonly Planned[],
  options: RunOptions,
): Promise<void> {
  const { engine, jobs: size, places, threads, onEvent, onOutcome } = options;
  // Where one run cannot be written, no other can.
  const stop = new AbortController();
  const { signal } = stop;
  if (options.signal?.aborted === true) stop.abort();
  options.signal?.addEventListener('abort', () => stop.abort(), { once: true });
  let refused: string | undefined;
  const failures = new Map<string, Failure>();
  const open = new Map<string, readonly Planned[]>();
  for (const one of experiments)
    for (const { id } of everyRunOf(one)) {
      const owner = experiments.find(({ store }) => store.has(id));
      const found = one.store.condition(id);
      if (found.kind === 'damaged') {
        const what = owner === undefined ? 'It is computed again.' : 'It is copied again.';
        const place = join(one.store.folder, id);
        onEvent({ kind: 'damaged', message: `Damaged record ${place}: ${found.why}. ${what}` });
      }
      if (owner !== undefined) share(id, owner, [one]);
      else open.set(id, [...(open.get(id) ?? []).filter((other) => other !== one), one]);
    }
  const all = new Set(experiments.flatMap((one) => everyRunOf(one).map(({ id }) => id)));
  const isUnchecked = (id: string) =>
    experiments.some(({ store }) => store.condition(id).kind === 'unchecked');
  onEvent({
    ...{ kind: 'planned', total: all.size, finished: all.size - open.size },
    unchecked: [...all].filter((id) => !open.has(id) && isUnchecked(id)).length,
  });
  onEvent(workAhead(experiments, (id) => open.has(id), size));
  const conclude = (one: Planned) => {
    if (signal.aborted || everyRunOf(one).some(({ id }) => isOpen(id))) return;
    onOutcome(one, outcomeOf(one, failures));
  };
  const ended = new Set<string>();
  const isOpen = (id: string) => open.has(id) && !ended.has(id);
  for (const one of experiments) {
    removeCheckpoints(one.store.folder, one.store.has);
    conclude(one);
  }
  const jobs = [...open].map(([id, [first]]): Job => {
    const { spec } = everyRunOf(first!).find((run) => run.id === id)!;
    const { store, experiment } = first!;
    const { every: checkpointEvery } = experiment.checkpoint ?? defaults.checkpoint;
    return { id, spec, folder: store.folder, engine, places, threads, checkpointEvery };
  });
  const specOf = new Map(jobs.map(({ id, spec }) => [id, spec]));
  const end = (id: string) => {
    const [first, ...others] = open.get(id)!;
    if (first!.store.has(id)) share(id, first!, others);
    ended.add(id);
    for (const one of open.get(id)!) conclude(one);
  };
  const shared = sharedJobs(jobs, {
    ...{ runner: options.runner, signal },
    isDone: ({ id }) => open.get(id)![0]!.store.has(id),
    onElsewhere({ id, spec }) {
      onEvent({ kind: 'elsewhere', experiment: open.get(id)![0]!.experiment.id, id, spec });
      end(id);
    },
    onWait: (count, hosts) =>
      onEvent({ kind: 'shared', total: all.size, count, hosts, left: true }),
  });
  const hosts = shared.hosts();
  if (hosts.length > 0)
    onEvent({
      ...{ kind: 'shared', total: all.size, count: hosts.length },
      ...{ hosts: [...new Set(hosts)], left: false },
    });
  const { pool = runPool } = options;
  await pool(shared, {
    ...{ ...options, size: Math.min(size, jobs.length), signal },
    onReport(report) {
      const { id, kind } = report;
      const [first] = open.get(id)!;
      const spec = specOf.get(id)!;
      if (kind !== 'progress' && kind !== 'notice') shared.release(id);
      if (kind === 'failed' && report.disk === true) {
        refused ??= report.message;
        stop.abort();
      }
      if (refused !== undefined && kind !== 'done') return;
      if (kind === 'failed') failures.set(id, { spec, ...report });
      onEvent({ kind: 'run', experiment: first!.experiment.id, spec, report });
      if (kind === 'progress' || kind === 'notice') return;
      end(id);
    },
  }).finally(shared.end);
  if (refused !== undefined) throw new DiskError(refused);
}

/** Copies a run to the records of those that do not have it yet. */
function share(id: string, { store }: Planned, others: readonly Planned[]): void {
  for (const other of others) if (!other.store.has(id)) other.store.copy(id, store.folder);
}
