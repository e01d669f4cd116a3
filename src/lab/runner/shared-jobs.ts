import { setTimeout as pause } from 'node:timers/promises';
import { type Lease, leasedBy, RENEWAL, type Runner, takeLease } from '../records/lease.ts';
import type { Job } from './messages.ts';

interface Sharing {
  readonly runner: Runner;
  readonly signal: AbortSignal;
  /** Whether the run of a job is on record. */
  readonly isDone: (job: Job) => boolean;
  /** A run was computed by another runner meanwhile. */
  readonly onElsewhere: (job: Job) => void;
  /** So many runs are with other runners, on these hosts, and nothing else is left to do. */
  readonly onWait: (count: number, hosts: readonly string[]) => void;
}

/** Jobs that several runners share: each is handed out to the one that has its lease. */
export interface SharedJobs extends AsyncIterable<Job> {
  /** The hosts of those who compute some of the jobs already, one for each such job. */
  hosts(): readonly string[];
  /** A job was done, or failed. */
  release(id: string): void;
  /** Gives all leases back. */
  end(): void;
}

/** Milliseconds after which it is looked again for what another runner computes. */
const PATIENCE = 500;

/** Shares jobs with all runners that have the same folder of records, on this machine or another. */
export function sharedJobs(jobs: readonly Job[], sharing: Sharing): SharedJobs {
  const { runner, signal, isDone, onElsewhere, onWait } = sharing;
  const leases = new Map<string, Lease>();
  const renewing = setInterval(() => {
    for (const lease of leases.values()) lease.renew();
  }, RENEWAL);
  renewing.unref();
  const release = (id: string) => {
    leases.get(id)?.release();
    leases.delete(id);
  };
  /** The job, where this runner may do it now; otherwise it is done, or the host of who does it. */
  const take = (job: Job): Job | 'done' | { readonly host: string } => {
    if (isDone(job)) return 'done';
    const lease = takeLease(job.folder, job.id, runner);
    if (!('renew' in lease)) return lease;
    leases.set(job.id, lease);
    // It may have been done between the two.
    if (!isDone(job)) return { ...job, lease: lease.token };
    release(job.id);
    return 'done';
  };
  async function* available(): AsyncGenerator<Job> {
    let open = jobs;
    let waitsFor = 0;
    while (open.length > 0 && !signal.aborted) {
      const others: Job[] = [];
      const hosts: string[] = [];
      for (const job of open) {
        const taken = take(job);
        if (taken === 'done') onElsewhere(job);
        else if ('spec' in taken) yield taken;
        else {
          others.push(job);
          hosts.push(taken.host);
        }
        if (signal.aborted) return;
      }
      open = others;
      if (open.length === 0) return;
      if (open.length !== waitsFor) onWait((waitsFor = open.length), [...new Set(hosts)]);
      await pause(PATIENCE, undefined, { signal }).catch(() => {});
    }
  }
  const jobsLeft = available();
  return {
    [Symbol.asyncIterator]: () => jobsLeft,
    hosts: () => jobs.flatMap(({ folder, id }) => leasedBy(folder, id, runner) ?? []),
    release,
    end() {
      clearInterval(renewing);
      for (const id of [...leases.keys()]) release(id);
    },
  };
}
