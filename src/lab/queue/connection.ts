import { Redis } from 'ioredis';
import { ServiceError } from '../../core/service-error.ts';
import type { QueueAddress } from './address.ts';

/** A connection to a queue that is waited for where it breaks. */
export interface Connection {
  readonly client: Redis;
  /** Where it leads, without a password. */
  readonly shown: string;
  /** Rejects with ServiceError when the queue was not reached for too long, or refuses this client. */
  readonly lost: Promise<never>;
  /** Called whenever it is there again after it was not. */
  onBack(act: () => void): void;
  close(): void;
}

interface Options {
  /** Receives a line when the queue is gone, and one when it is back. */
  readonly log: (line: string) => void;
  /** Seconds after which the queue is given up. */
  readonly giveUp: number;
}

/** The longest time from one attempt to connect to the next, in milliseconds. */
const PAUSE = 2000;

/** Milliseconds for which a connection may be gone without a word. */
const MOMENT = 100;

/** What a server says to whom it does not let in; no other attempt would fare better. */
const REFUSED = /NOAUTH|WRONGPASS|NOPERM|invalid (username|password)|invalid DB index/i;

/** Connects to a queue, and connects again for as long as it takes, up to a time. */
export function connect(address: QueueAddress, { log, giveUp }: Options): Connection {
  const { shown, secure, host, port, db, username, password } = address;
  const client = new Redis({
    ...{ host, port, db, username, password },
    ...(secure && { tls: { servername: host } }),
    // Commands wait for the connection instead of failing.
    maxRetriesPerRequest: null,
    retryStrategy: (attempt) => Math.min(100 * attempt, PAUSE),
  });
  const backs: (() => void)[] = [];
  let since: number | undefined;
  let why = '';
  let isClosed = false;
  let fail: (error: ServiceError) => void = () => {};
  const lost = new Promise<never>((_, reject) => {
    fail = reject;
  });
  // Whoever waits for it hears of it; nobody has to.
  lost.catch(() => {});
  let isTold = false;
  let telling: NodeJS.Timeout | undefined;
  let patience: NodeJS.Timeout | undefined;
  const gone = () => {
    if (isClosed || since !== undefined) return;
    since = performance.now();
    // Who is not let in hears of that first.
    telling = setTimeout(() => {
      isTold = true;
      log(`${shown} cannot be reached${why}: waiting for it, for ${timeText(giveUp)} at most`);
    }, MOMENT);
    patience = setTimeout(() => {
      const what = `${shown} was not reached for ${timeText(giveUp)}${why}`;
      fail(
        new ServiceError(
          `${what}; what is finished is kept: give the same command again when it is back`,
        ),
      );
    }, 1000 * giveUp);
  };
  client.on('close', gone);
  client.on('ready', () => {
    why = '';
    clearTimeout(patience);
    clearTimeout(telling);
    if (since === undefined) return;
    if (isTold)
      log(`${shown} is there again after ${Math.round((performance.now() - since) / 1000)} s`);
    since = undefined;
    isTold = false;
    for (const act of backs) act();
  });
  client.on('error', (error) => {
    if (REFUSED.test(error.message))
      fail(new ServiceError(`${shown} does not let this client in: ${firstWords(error)}`));
    const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined;
    why = code === undefined ? '' : ` (${code})`;
  });
  return {
    ...{ client, shown, lost },
    onBack: (act) => void backs.push(act),
    close() {
      isClosed = true;
      clearTimeout(patience);
      clearTimeout(telling);
      client.disconnect();
    },
  };
}

/** What a server said, up to the first full stop; it never repeats a password. */
const firstWords = ({ message }: Error): string => message.split(/[.\n]/, 1)[0]!;

const timeText = (seconds: number): string =>
  seconds < 120 ? `${seconds} s` : `${Math.round(seconds / 60)} min`;
