import { rmSync } from 'node:fs';
import { join as joined } from 'node:path';
import { type Job as QueueJob, WaitingError, Worker } from 'bullmq';
import { DiskError } from '../../core/disk-error.ts';
import { InputError, reason } from '../../core/error.ts';
import type { DataPlaces } from '../data/places.ts';
import type { RunSpec } from '../experiment/run-spec.ts';
import { hasLease } from '../records/lease.ts';
import type { Job, Report } from '../runner/messages.ts';
import type { PoolOptions } from '../runner/pool.ts';
import type { Connection } from './connection.ts';
import { type Answer, type Order, orderFormat, type Word } from './format.ts';
import { idIn } from './job-name.ts';
import { type Kin, queueOf, withSettings } from './kin.ts';
import { JobStopped, lanes } from './lanes.ts';
import { mailbox, PREFIX } from './mailbox.ts';
import { join, type Party } from './parties.ts';
import { leave } from './queue-pool.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** What a worker serves a queue with. */
export interface Serving extends Pick<PoolOptions<Report>, 'entry' | 'stillborn'> {
  readonly connection: Connection;
  readonly kin: Kin;
  /** Of the processes that compute, but for what goes with a run. */
  readonly env: Environment;
  readonly host: string;
  readonly places: DataPlaces;
  /** Root of the records that it may share with those who want runs; absent where it shares none. */
  readonly runsDir?: string;
  /** Folder of checkpoints and of records that go through the queue. */
  readonly scratch: string;
  /** Runs at a time. */
  readonly jobs: number;
  /** Seconds after which a worker that gives no sign of life is lost, and its runs are taken by others. */
  readonly lostAfter: number;
  /** Aborting lets it save what it does, give its runs back and end. */
  readonly signal: AbortSignal;
  /** The name that a run has on this machine, with the files that it reads here; throws InputError where these are missing. */
  readonly idHere: (spec: RunSpec, env: Environment) => Promise<string>;
  /** Checks a spec as an experiment file's; throws InputError. */
  readonly checked: (spec: unknown, where: string) => RunSpec;
  /** A run is begun here. */
  readonly onTake: (spec: RunSpec) => void;
  readonly onReport: (spec: RunSpec, report: Report) => void;
  readonly onParties: (near: readonly Party[], far: readonly Party[]) => void;
  readonly log: (line: string) => void;
}

/** How often a run may lose its worker before it fails: it may be the run that ends them. */
const LOSSES = 3;

/**
 * Takes runs out of a queue and computes them, until the signal aborts.
 *
 * @throws ServiceError where the queue is gone for good, DiskError where nothing can be written
 */
export async function serve(serving: Serving): Promise<void> {
  const { connection, kin, env, host, places, scratch, jobs, entry, stillborn, log } = serving;
  const { client } = connection;
  const stop = new AbortController();
  serving.signal.addEventListener('abort', () => stop.abort(), { once: true });
  let failure: Error | undefined;
  const fall = (error: Error) => {
    failure ??= error;
    stop.abort();
  };
  connection.lost.catch(fall);
  const box = mailbox(client);
  const pools = lanes({ entry, size: jobs, stillborn, signal: stop.signal });

  /** Computes a run, and leaves its record where it is wanted. */
  const compute = async (id: string, order: Order, say: (word: Word) => void): Promise<Answer> => {
    const spec = serving.checked(order.spec, `run ${id}`);
    const own = withSettings(env, order.settings);
    const here = await serving.idHere(spec, own);
    if (here !== id)
      throw new InputError(
        'the files that it reads are not the same here, or it is no run of ours',
      );
    const folder = folderOf(id, order, serving);
    const job: Job = {
      ...{ id, spec, folder: folder.path, engine: order.engine, places },
      ...{ threads: order.threads, checkpointEvery: order.checkpointEvery },
    };
    serving.onTake(spec);
    const report = await pools.do(job, own, (word) => {
      say(
        word.kind === 'progress'
          ? { fraction: word.fraction, phase: word.phase }
          : { notice: word.message },
      );
      if (word.kind === 'notice') serving.onReport(spec, word);
    });
    if (report.kind === 'failed' && report.disk === true) throw new DiskError(report.message);
    serving.onReport(spec, report);
    if (report.kind === 'failed') {
      const { message, input } = report;
      return { kind: 'failed', id, message, input, host };
    }
    const { ending, reason: why, seconds } = report;
    const done = { kind: 'done', id, ending, reason: why, seconds, host } as const;
    if (folder.lease !== undefined) return { ...done, lease: folder.lease };
    try {
      return { ...done, parcel: await box.send(scratch, id) };
    } finally {
      rmSync(joined(scratch, id), { recursive: true, force: true });
    }
  };

  const take = async (queued: QueueJob<unknown>, token?: string): Promise<void> => {
    const id = idIn(queued.id ?? '');
    const order = orderFormat.safeParse(queued.data).data;
    if (order === undefined) throw new Error('what lies in the queue is no run');
    if ((await box.read(id))?.kind === 'done') return;
    const say = (word: Word) => void queued.updateProgress(word).catch(() => {});
    try {
      await box.put(await compute(id, order, say));
    } catch (error) {
      if (error instanceof DiskError) fall(error);
      if (error instanceof DiskError || error instanceof JobStopped) {
        await queued.moveToWait(token);
        throw new WaitingError();
      }
      const message = reason(error);
      if ((await box.read(id))?.kind === 'done') return;
      log(`run ${id}: failed: ${message}`);
      await box.put({ kind: 'failed', id, message, input: error instanceof InputError, host });
    }
  };

  const time = 1000 * serving.lostAfter;
  const worker = new Worker(queueOf(kin), take, {
    ...{ connection: client, prefix: PREFIX, concurrency: jobs },
    ...{ lockDuration: time, stalledInterval: time, maxStalledCount: LOSSES },
  });
  worker.on('error', () => {});
  worker.on('stalled', (job) => log(`run ${idIn(job)}: its worker is lost, and it is taken again`));
  const presence = join({ connection, role: 'worker', kin, host, onOthers: serving.onParties });
  await new Promise<void>((resolve) => {
    if (stop.signal.aborted) resolve();
    stop.signal.addEventListener('abort', () => resolve(), { once: true });
  });
  // It takes no more from here on, and waits for what it has.
  const closed = worker.close();
  await pools.end();
  await leave(async () => {
    await presence.leave();
    await closed;
  });
  if (failure !== undefined) throw failure;
}

/** Where the record of a run is written: beside the lease under which it is wanted, where that is to be seen from here. */
function folderOf(
  id: string,
  { experiment, lease }: Order,
  { runsDir, scratch }: Serving,
): { readonly path: string; readonly lease?: string } {
  const path = runsDir === undefined ? undefined : joined(runsDir, experiment);
  const isShared = path !== undefined && lease !== undefined && hasLease(path, id, lease);
  if (isShared) return { path, lease };
  return { path: scratch };
}
