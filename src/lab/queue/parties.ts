import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import type { Connection } from './connection.ts';
import { line } from './format.ts';
import { type Kin, kinText, queueOf } from './kin.ts';
import { PREFIX } from './mailbox.ts';

const KEY = `${PREFIX}:parties`;

/** Milliseconds from one sign of life to the next, and those after which who gave none is gone. */
const BEAT = 5000;
const GONE = 4 * BEAT;

const partyFormat = z.object({
  role: z.enum(['runner', 'worker']),
  queue: z.string(),
  /** For people. */
  kin: line,
  host: line,
});
/** A process that wants runs, or takes them. */
export type Party = z.output<typeof partyFormat>;

/** A process as the others know it: which queue it shares with whom. */
export interface Presence {
  /** Of the other role. */
  readonly kin: string;
  /** Stops the signs of life. */
  leave(): Promise<void>;
}

interface Options {
  readonly connection: Connection;
  readonly role: Party['role'];
  readonly kin: Kin;
  readonly host: string;
  /** Called with all others of the other role, a moment after each sign of life. */
  readonly onOthers: (near: readonly Party[], far: readonly Party[]) => void;
}

/** Lets others know that this process is there, and hears who else is: `near` share its queue, `far` compute by something else. */
export function join({ connection, role, kin, host, onOthers }: Options): Presence {
  const { client } = connection;
  const me = { role, queue: queueOf(kin), kin: kinText(kin), host } satisfies Party;
  const member = JSON.stringify({ ...me, key: randomUUID() });
  const beat = async () => {
    // By the server's clock: those of machines differ.
    const [seconds] = await client.time();
    const now = 1000 * Number(seconds);
    await client.zadd(KEY, now + GONE, member);
    await client.zremrangebyscore(KEY, '-inf', now);
    const others = (await client.zrange(KEY, 0, -1)).flatMap(partyIn);
    const [near, far] = [true, false].map((same) =>
      others.filter((one) => one.role !== role && (one.queue === me.queue) === same),
    );
    onOthers(near!, far!);
  };
  const often = () => void beat().catch(() => {});
  often();
  const timer = setInterval(often, BEAT);
  timer.unref();
  return {
    kin: me.kin,
    async leave() {
      clearInterval(timer);
      if (client.status === 'ready') await client.zrem(KEY, member);
    },
  };
}

function partyIn(text: string): readonly Party[] {
  try {
    return [partyFormat.parse(JSON.parse(text))];
  } catch {
    return [];
  }
}

/** `2 workers on a, b`: how many, on which hosts. */
export const partiesText = (all: readonly Party[], noun: string): string =>
  `${all.length} ${noun}${all.length === 1 ? '' : 's'} on ${[...new Set(all.map(({ host }) => host))].join(', ')}`;

/** Who takes the runs of a kin at an address, in a line. */
export function whoText(
  near: readonly Party[],
  far: readonly Party[],
  shown: string,
  kin: Kin,
): string {
  if (near.length > 0) return `${shown}: ${partiesText(near, 'worker')}`;
  const others = [...new Set(far.map((one) => one.kin))].join('; ');
  const instead = far.length === 0 ? '' : `; ${partiesText(far, 'worker')} there with ${others}`;
  return `${shown}: no worker with ${kinText(kin)} yet: the runs wait for one${instead}`;
}
