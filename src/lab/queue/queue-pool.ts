import { Queue, QueueEvents } from 'bullmq';
import { reason } from '../../core/error.ts';
import type { Job, Report } from '../runner/messages.ts';
import type { Pool } from '../runner/pool.ts';
import type { Connection } from './connection.ts';
import { type Delivery, deliver } from './deliver.ts';
import { type Order, wordFormat } from './format.ts';
import { idIn, jobOf } from './job-name.ts';
import { type Kin, queueOf, settingsOf } from './kin.ts';
import { mailbox, PREFIX } from './mailbox.ts';
import { join, type Party, whoText } from './parties.ts';

/** What a queue is used with by the one who wants runs. */
interface Wanting {
  readonly connection: Connection;
  readonly kin: Kin;
  /** Of the processes that compute. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Of this machine. */
  readonly host: string;
  /** The name of a folder of records, by which workers find it below their own root. */
  readonly nameOf: (folder: string) => string;
  /** Receives lines about the queue and who works on it. */
  readonly log: (line: string) => void;
}

/** Milliseconds after which it is looked for answers that no event told of, and for runs that the queue lost. */
const PATROL = 2000;

/** How often a run is put into the queue anew, where it got lost in it, before it fails. */
const TRIES = 5;

/**
 * Puts runs into a queue, at most so many at a time, and takes their records out of it, or finds them in the folder that it shares
 * with a worker. The queue may go away meanwhile, and forget what it held: what is missing is put there again.
 */
export const queuePool =
  (wanting: Wanting): Pool<Job, Report> =>
  async (jobs, { size, onReport, signal }) => {
    const { connection, kin, env, host, nameOf, log } = wanting;
    const { client } = connection;
    const name = queueOf(kin);
    const settings = settingsOf(env);
    const queue = new Queue<Order>(name, { connection: client, prefix: PREFIX });
    const events = new QueueEvents(name, { connection: client, prefix: PREFIX });
    // The connection says what is wrong with it, once.
    queue.on('error', () => {});
    events.on('error', () => {});
    const box = mailbox(client);
    /** The runs that are with the queue, by id. */
    const open = new Map<string, { readonly job: Job; lost: number; busy: boolean }>();
    /** The jobs whose worker is lost. */
    const lost = new Set<string>();
    let wake = () => {};
    const end = (report: Extract<Report, { kind: 'done' | 'failed' }>) => {
      if (!open.delete(report.id)) return;
      onReport(report);
      wake();
    };
    const fail = (id: string, message: string) =>
      end({ kind: 'failed', id, message, input: false });
    const put = async ({ id, folder, spec, engine, threads, checkpointEvery, lease }: Job) => {
      const order: Order = {
        ...{ experiment: nameOf(folder), spec: { ...spec }, engine, threads, settings },
        ...{ checkpointEvery, ...(lease !== undefined && { lease }) },
      };
      await queue.add('run', order, {
        ...{ jobId: jobOf(id), removeOnComplete: true, removeOnFail: true },
      });
    };
    const again = async (id: string, why: string) => {
      const one = open.get(id);
      if (one === undefined) return;
      await box.drop(id);
      if (++one.lost > TRIES) fail(id, `it was lost in the queue ${TRIES} times: ${why}`);
      else await put(one.job);
    };
    /** Takes the answer on a run, where there is one; `why` says what became of it where there is none. */
    const look = async (id: string, why?: string) => {
      const one = open.get(id);
      if (one === undefined || one.busy) return;
      one.busy = true;
      try {
        const answer = await box.read(id);
        const found: Delivery =
          answer === undefined ? { kind: 'nothing' } : await deliver(answer, one.job, box);
        if (found.kind === 'report') end(found.report);
        else if (found.kind === 'unusable') await again(id, found.why);
        else if (why !== undefined) fail(id, why);
        else if ((await queue.getJobState(jobOf(id))) === 'unknown' && !(await box.read(id)))
          await again(id, 'the queue has forgotten it');
      } catch (error) {
        fail(id, reason(error));
      } finally {
        one.busy = false;
      }
    };
    const patrol = () => {
      for (const id of open.keys()) void look(id);
    };
    events.on('completed', ({ jobId }) => void look(idIn(jobId)));
    events.on('failed', ({ jobId, failedReason }) => void look(idIn(jobId), failedReason));
    // Told of more than once, until it is taken again.
    events.on('active', ({ jobId }) => void lost.delete(jobId));
    events.on('stalled', ({ jobId }) => {
      const id = idIn(jobId);
      if (!open.has(id) || lost.has(jobId)) return;
      lost.add(jobId);
      const message = 'its worker is lost, and another one takes it';
      onReport({ kind: 'notice', id, message });
    });
    events.on('progress', ({ jobId, data }) => {
      const id = idIn(jobId);
      const word = wordFormat.safeParse(data).data;
      if (word === undefined || !open.has(id)) return;
      onReport(
        'fraction' in word
          ? { kind: 'progress', id, fraction: word.fraction, phase: word.phase }
          : { kind: 'notice', id, message: word.notice },
      );
    });
    const timer = setInterval(patrol, PATROL);
    connection.onBack(patrol);
    const presence = join({
      ...{ connection, role: 'runner', kin, host },
      onOthers: tellOnce(log, connection.shown, kin, () => open.size),
    });
    const stopped = new Promise<void>((resolve) => {
      signal?.addEventListener('abort', () => resolve(), { once: true });
    });
    const room = async (isFull: () => boolean) => {
      while (isFull() && signal?.aborted !== true)
        await Promise.race([stopped, new Promise<void>((resolve) => (wake = resolve))]);
    };
    const work = async () => {
      const left = jobs[Symbol.asyncIterator]();
      for (;;) {
        await room(() => open.size >= size);
        const { done, value: job } = await left.next();
        if (done === true || signal?.aborted === true) break;
        open.set(job.id, { job, lost: 0, busy: false });
        const before = await Promise.race([stopped, box.read(job.id)]);
        if (before?.kind === 'failed') await box.drop(job.id);
        if (before?.kind === 'done') void look(job.id);
        else await Promise.race([stopped, put(job)]);
      }
      await room(() => open.size > 0);
    };
    try {
      await Promise.race([work(), connection.lost]);
    } finally {
      clearInterval(timer);
      await leave(async () => {
        // What nobody has begun is taken back; what is computed goes on, and its answer is kept.
        await Promise.all([...open.keys()].map((id) => queue.remove(jobOf(id)).catch(() => 0)));
        await presence.leave();
        await Promise.all([queue.close(), events.close()]);
      });
    }
  };

/** Milliseconds for taking leave of a queue that may not answer. */
const FAREWELL = 2000;

/** Does what takes leave of the queue, for a moment at most. */
export async function leave(act: () => Promise<void>): Promise<void> {
  let late: NodeJS.Timeout | undefined;
  const patience = new Promise<void>((resolve) => {
    late = setTimeout(resolve, FAREWELL);
  });
  await Promise.race([act().catch(() => {}), patience]);
  clearTimeout(late);
}

/** Says who takes the runs, once for each state of that. */
function tellOnce(
  log: (line: string) => void,
  shown: string,
  kin: Kin,
  waiting: () => number,
): (near: readonly Party[], far: readonly Party[]) => void {
  let last: string | undefined;
  return (near, far) => {
    const line = whoText(near, far, shown, kin);
    // Others that come and go beside workers of its own are none of its business.
    const state = near.length > 0 ? 'near' : line;
    if (state === last || waiting() === 0) return;
    last = state;
    log(line);
  };
}
