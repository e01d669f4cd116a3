import { randomUUID } from 'node:crypto';
import type { Redis } from 'ioredis';
import { sha256 } from '../data/checksum.ts';
import { packRun } from '../records/parcel.ts';
import { type Answer, answerFormat, type Parcel } from './format.ts';

/** What all keys of a queue begin with. */
export const PREFIX = 'flowlab';

/** Bytes of a piece of a record. */
const PIECE = 4 * 2 ** 20;

/** The largest record that goes through a queue, in bytes: Redis holds it in memory. */
const MOST = 256 * 2 ** 20;

/** Milliseconds that an answer waits for whoever wants it: a week. */
const KEPT = 7 * 86_400_000;

/** Milliseconds for which a record stays after it was fetched: others may want the same run. */
const FETCHED = 5 * 60_000;

/** Where answers lie until they are fetched, with records in pieces. */
export interface Mailbox {
  /** The answer on a run; undefined where there is none yet, or none that can be read. */
  read(id: string): Promise<Answer | undefined>;
  put(answer: Answer): Promise<void>;
  /** Takes an answer back. */
  drop(id: string): Promise<void>;
  /** Puts the record of a run into the queue; throws Error where it is too large. */
  send(folder: string, id: string): Promise<Parcel>;
  /** A record as it was sent; throws Error where it is no longer there or damaged. */
  fetch(parcel: Parcel): Promise<Uint8Array>;
}

/** The answers that lie in a queue; `most` is the largest record that goes through it, in bytes. */
export function mailbox(client: Redis, most: number = MOST): Mailbox {
  const keyOf = (id: string) => `${PREFIX}:answer:${id}`;
  const pieceOf = (key: string, i: number) => `${PREFIX}:record:${key}:${i}`;
  return {
    async read(id) {
      const text = await client.get(keyOf(id));
      const answer = text === null ? undefined : answerFormat.safeParse(objectIn(text)).data;
      return answer?.id === id ? answer : undefined;
    },
    async put(answer) {
      await client.set(keyOf(answer.id), JSON.stringify(answer), 'PX', KEPT);
    },
    async drop(id) {
      await client.del(keyOf(id));
    },
    async send(folder, id) {
      const bytes = packRun(folder, id);
      if (bytes.length > most)
        throw new Error(
          `its record has ${megabytes(bytes.length)}, and ${megabytes(most)} at most go through a queue: give the worker the same folder of records by --runs`,
        );
      const key = `${id}-${randomUUID()}`;
      const pieces = Math.ceil(bytes.length / PIECE);
      for (let i = 0; i < pieces; i++) {
        const piece = Buffer.from(bytes.subarray(i * PIECE, (i + 1) * PIECE));
        await client.set(pieceOf(key, i), piece, 'PX', KEPT);
      }
      return { key, pieces, bytes: bytes.length, sha256: sha256(bytes) };
    },
    async fetch({ key, pieces, bytes, sha256: sum }) {
      if (bytes > most || pieces > most / PIECE) throw new Error('it is too large');
      const all: Buffer[] = [];
      for (let i = 0; i < pieces; i++) {
        const piece = await client.getBuffer(pieceOf(key, i));
        if (piece === null) throw new Error('it is no longer in the queue');
        all.push(piece);
      }
      const whole = Buffer.concat(all);
      if (sha256(whole) !== sum) throw new Error('it was damaged on its way');
      for (let i = 0; i < pieces; i++) await client.pexpire(pieceOf(key, i), FETCHED);
      return whole;
    },
  };
}

const megabytes = (bytes: number): string => `${Math.ceil(bytes / 2 ** 20)} MB`;

function objectIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
