import { setTimeout as pause } from 'node:timers/promises';
import { DiskError } from '../../core/disk-error.ts';
import { reason } from '../../core/error.ts';
import { unpackRun } from '../records/parcel.ts';
import { existingStore, type Store } from '../records/store.ts';
import type { Job, Report } from '../runner/messages.ts';
import type { Answer, Parcel } from './format.ts';
import type { Mailbox } from './mailbox.ts';

/** What an answer came to where the run was wanted. */
export type Delivery =
  | { readonly kind: 'report'; readonly report: Extract<Report, { kind: 'done' | 'failed' }> }
  /** Its record cannot be had, so that it is to be computed again. */
  | { readonly kind: 'unusable'; readonly why: string }
  | { readonly kind: 'nothing' };

/** Milliseconds in which what one machine wrote into a shared folder is there for another. */
const SHARED = 60_000;

/** Sees to it that the record of a run that was answered lies, whole, in the folder where it is wanted. */
export async function deliver(answer: Answer, job: Job, box: Mailbox): Promise<Delivery> {
  const { id } = job;
  const store = existingStore(job.folder);
  if (answer.kind === 'failed') {
    const { message, host, input } = answer;
    return report({ kind: 'failed', id, message: `${message} (on host ${host})`, input });
  }
  const { ending, reason: why, seconds, parcel, lease, host } = answer;
  const done = report({ kind: 'done', id, ending, reason: why, seconds });
  try {
    if (store.has(id)) return done;
    if (parcel !== undefined) await unpack(parcel, store, id, box);
    else if (lease !== job.lease) return unusable('its record is in the folder of another runner');
    else await shown(store, id, host);
    return done;
  } catch (error) {
    if (!(error instanceof DiskError)) return unusable(reason(error));
    const { message } = error;
    return report({ kind: 'failed', id, message, input: false, disk: true });
  }
}

const report = (what: Extract<Report, { kind: 'done' | 'failed' }>): Delivery => ({
  ...{ kind: 'report', report: what },
});

const unusable = (why: string): Delivery => ({ kind: 'unusable', why });

async function unpack(parcel: Parcel, store: Store, id: string, box: Mailbox): Promise<void> {
  unpackRun(await box.fetch(parcel), store.folder, id);
  const found = store.condition(id);
  if (found.kind === 'damaged') throw new Error(found.why);
}

/** Waits until a record that another machine wrote is to be seen here. */
async function shown(store: Store, id: string, host: string): Promise<void> {
  for (const until = performance.now() + SHARED; !store.has(id); await pause(200))
    if (performance.now() > until)
      throw new Error(
        `host ${host} wrote its record to ${store.folder}, where it is not to be seen`,
      );
}
