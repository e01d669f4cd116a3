import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { queueAddress } from '../../../src/lab/queue/address.ts';
import { type Connection, connect } from '../../../src/lab/queue/connection.ts';
import { mailbox } from '../../../src/lab/queue/mailbox.ts';
import { packRun, unpackRun } from '../../../src/lab/records/parcel.ts';
import { hasRedis, type TestRedis, testRedis } from '../../support/redis.ts';
import { scratchFolder } from '../../support/scratch-folder.ts';

const folder = scratchFolder();
const id = '0123456789abcdef';
const weights = Buffer.alloc(9 * 2 ** 20, 'weights');

/** A folder with what may be a record. */
function recorded(name: string): string {
  const path = join(folder, name, id);
  mkdirSync(path, { recursive: true });
  writeFileSync(join(path, 'manifest.json'), '{}');
  writeFileSync(join(path, 'weights.npz'), weights);
  writeFileSync(join(path, 'notes.txt'), 'no file of a record');
  return join(folder, name);
}

describe('a packed record', () => {
  test('unpacks to the files of a record, byte by byte', () => {
    const to = join(folder, 'to');
    mkdirSync(to);
    unpackRun(packRun(recorded('from'), id), to, id);
    expect(readdirSync(join(to, id)).sort()).toEqual(['manifest.json', 'weights.npz']);
    expect(readFileSync(join(to, id, 'weights.npz')).equals(weights)).toBe(true);
  });

  test('that is cut off, or names a file elsewhere, is not written', () => {
    const to = join(folder, 'nowhere');
    mkdirSync(to);
    const whole = packRun(recorded('whole'), id);
    expect(() => unpackRun(whole.subarray(0, 1000), to, id)).toThrow();
    for (const name of ['../x', '/etc/x', 'x.txt', 7]) {
      const table = Buffer.from(JSON.stringify([[name, 0]]));
      const head = Buffer.alloc(4);
      head.writeUInt32LE(table.length);
      expect(() => unpackRun(Buffer.concat([head, table]), to, id)).toThrow('no record of a run');
    }
    expect(readdirSync(to)).toEqual([]);
  });
});

describe.skipIf(!hasRedis)('a record in the queue', () => {
  let redis: TestRedis;
  let connection: Connection;
  beforeAll(async () => {
    redis = await testRedis();
    connection = connect(queueAddress(redis.url), { log: () => {}, giveUp: 10 });
  });
  afterAll(async () => {
    connection.close();
    await redis.kill();
  });

  test('goes through it in pieces, and is known to be whole', async () => {
    const box = mailbox(connection.client);
    const from = recorded('sent');
    const parcel = await box.send(from, id);
    expect(parcel.pieces).toBe(3);
    expect(Buffer.from(await box.fetch(parcel)).equals(packRun(from, id))).toBe(true);
    const piece = `flowlab:record:${parcel.key}:1`;
    expect(await connection.client.pttl(piece)).toBeLessThanOrEqual(300_000);
    const bytes = (await connection.client.getBuffer(piece))!;
    bytes[5]! ^= 1;
    await connection.client.set(piece, bytes);
    await expect(box.fetch(parcel)).rejects.toThrow('damaged on its way');
    await connection.client.del(piece);
    await expect(box.fetch(parcel)).rejects.toThrow('no longer in the queue');
  });

  test('has a largest size', async () => {
    const box = mailbox(connection.client, 8 * 2 ** 20);
    await expect(box.send(recorded('large'), id)).rejects.toThrow(
      'its record has 10 MB, and 8 MB at most go through a queue: give the worker the same folder of records by --runs',
    );
  });

  test('that nobody can have written is no answer', async () => {
    const box = mailbox(connection.client);
    const key = `flowlab:answer:${id}`;
    const done = { kind: 'done', ending: 'completed', reason: 'r\u001b[2J', seconds: 1, host: 'h' };
    for (const text of ['x', '{}', JSON.stringify({ ...done, id: '../../../../etc/x' })]) {
      await connection.client.set(key, text);
      expect(await box.read(id)).toBeUndefined();
    }
    await connection.client.set(key, JSON.stringify({ ...done, id }));
    expect(await box.read(id)).toMatchObject({ id, reason: 'r [2J' });
  });
});
