import { hostname } from 'node:os';
import { basename } from 'node:path';
import process from 'node:process';
import { tfjsVersion } from '../../engine/backend.ts';
import { type QueueAddress, queueAddress } from '../../lab/queue/address.ts';
import { type Kin, kinOf } from '../../lab/queue/kin.ts';
import { codeVersion } from '../../lab/records/code-version.ts';
import type { Job, Report } from '../../lab/runner/messages.ts';
import type { Pool } from '../../lab/runner/pool.ts';
import { note } from '../shared/output.ts';
import type { Choice } from './choose-engine.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** A queue that a command was given. */
export interface QueueChoice {
  readonly address: QueueAddress;
  /** Seconds after which it is given up where it cannot be reached. */
  readonly giveUp: number;
}

/** Seconds after which a queue is given up, unless the command says otherwise. */
const GIVE_UP = 600;

/** Runs that wait in a queue or are computed from it at a time, unless the command says otherwise: each has a lease, and so an open file. */
export const QUEUED = 256;

/**
 * The queue of `--queue` and `--give-up`; the password may come from FLOWLAB_QUEUE_PASSWORD, where no list of processes shows it.
 *
 * @throws InputError where it is no address
 */
export const queueChoice = (url: string, giveUp: number = GIVE_UP): QueueChoice => ({
  ...{ address: queueAddress(url, process.env.FLOWLAB_QUEUE_PASSWORD), giveUp },
});

/** By what runs are computed here, as a queue tells workers apart. */
export const kinHere = (engine: Choice, env: Environment): Kin =>
  kinOf(codeVersion(), `${engine.name} ${engine.version}, tfjs ${tfjsVersion}`, env);

/** A pool that has its runs computed by the workers of a queue. */
export function poolOfQueue(
  { address, giveUp }: QueueChoice,
  engine: Choice,
  env: Environment,
): Pool<Job, Report> {
  return async (jobs, options) => {
    if (options.size === 0) return;
    const [{ connect }, { queuePool }] = await Promise.all([
      import('../../lab/queue/connection.ts'),
      import('../../lab/queue/queue-pool.ts'),
    ]);
    const connection = connect(address, { log: note, giveUp });
    const pool = queuePool({
      ...{ connection, kin: kinHere(engine, env), env, host: hostname() },
      ...{ nameOf: basename, log: note },
    });
    await pool(jobs, options).finally(connection.close);
  };
}
