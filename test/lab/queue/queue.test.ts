import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Queue } from 'bullmq';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { runId } from '../../../src/lab/experiment/run-id.ts';
import type { Experiment } from '../../../src/lab/experiment/run-spec.ts';
import { checkedSpec } from '../../../src/lab/experiment/run-spec-file.ts';
import { queueAddress } from '../../../src/lab/queue/address.ts';
import { connect } from '../../../src/lab/queue/connection.ts';
import { kinOf, queueOf } from '../../../src/lab/queue/kin.ts';
import { queuePool } from '../../../src/lab/queue/queue-pool.ts';
import { serve } from '../../../src/lab/queue/serve.ts';
import { codeVersion } from '../../../src/lab/records/code-version.ts';
import { computeRuns, type RunEvent } from '../../../src/lab/runner/compute-runs.ts';
import type { Outcome } from '../../../src/lab/runner/outcome.ts';
import { planRuns } from '../../../src/lab/runner/plan-runs.ts';
import { hasRedis, type TestRedis, testRedis } from '../../support/redis.ts';
import { scratchFolder } from '../../support/scratch-folder.ts';
import { gd, spec } from '../../support/synthetic-runs.ts';

const entry = fileURLToPath(new URL('fake-worker.mjs', import.meta.url));
const folder = scratchFolder();
const engine = 'wasm';
const code = codeVersion();
const kin = kinOf(code, engine, {});
const env = { PATH: process.env.PATH };

const experiment: Experiment = {
  ...{ id: 'one', title: 'one', question: 'One?' },
  specs: [0.1, 0.2].flatMap((rate) => [0, 1, 2].map((seed) => spec(gd(rate), seed))),
};

let redis: TestRedis;
let name: string;
const endings: (() => Promise<void>)[] = [];
beforeAll(async () => {
  if (hasRedis) redis = await testRedis();
});
afterAll(() => redis?.kill());
let count = 0;
beforeEach(() => {
  name = `case${count++}`;
  return async () => {
    for (const end of endings.splice(0)) await end();
    const { client, close } = connect(queueAddress(redis.url), { log: () => {}, giveUp: 1 });
    await client.flushall();
    close();
  };
});

const log = (lines: string[]) => (line: string) => void lines.push(line);

/** A worker on the queue, until the end of the test or of itself. */
function worker(more: { runsDir?: string; kin?: typeof kin; takes?: number } = {}) {
  const lines: string[] = [];
  const scratch = join(folder, name, `scratch${endings.length}`);
  const started = join(folder, name, 'started');
  mkdirSync(scratch, { recursive: true });
  const stop = new AbortController();
  const connection = connect(queueAddress(redis.url), { log: log(lines), giveUp: 20 });
  const done = serve({
    ...{ connection, kin, host: 'there', entry, scratch, jobs: 2, lostAfter: 1 },
    env: { ...env, STARTED: started, TAKES: `${more.takes ?? 0}` },
    places: { cacheDir: folder, baseDir: folder, offline: true },
    signal: stop.signal,
    checked: checkedSpec,
    idHere: async (one) => runId(one, code, `${engine} any`),
    onTake: () => {},
    onReport: (_, report) => void lines.push(report.kind),
    onParties: (_, far) => void lines.push(...far.map((one) => `far: ${one.kin}`)),
    log: log(lines),
    ...(more.runsDir && { runsDir: more.runsDir }),
    ...(more.kin && { kin: more.kin }),
  }).finally(connection.close);
  endings.push(async () => {
    stop.abort();
    await done.catch(() => {});
  });
  const ran = () => (existsSync(started) ? readFileSync(started, 'utf8').trim().split('\n') : []);
  return { lines, stop, done, scratch, ran };
}

/** Has the experiment computed through the queue. */
async function wanted(more: { giveUp?: number; signal?: AbortSignal } = {}) {
  const lines: string[] = [];
  const runsDir = join(folder, name, 'runs');
  const events: RunEvent[] = [];
  let outcome: Outcome | undefined;
  const connection = connect(queueAddress(redis.url), {
    ...{ log: log(lines), giveUp: more.giveUp ?? 20 },
  });
  const planned = planRuns(experiment, {
    ...{ engine, engineVersion: () => 'any', files: () => ({}), runsDir },
    ...{ command: 'flowlab', source: 'one.yaml' },
  });
  await computeRuns([planned], {
    ...{ engine, entry, jobs: 4, env },
    pool: queuePool({
      ...{ connection, kin, env, host: 'here', nameOf: basename, log: log(lines) },
    }),
    threads: { count: 1, chosen: 'default' },
    runner: { host: 'here', machine: 'here', pid: 1, isAlive: () => true },
    places: { cacheDir: folder, baseDir: folder, offline: true },
    onEvent: (event) => void events.push(event),
    onOutcome: (_, its) => {
      outcome = its;
    },
    ...(more.signal && { signal: more.signal }),
  }).finally(connection.close);
  return { lines, runsDir, events, outcome };
}

const until = async (holds: () => boolean) => {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 10));
};

describe.skipIf(!hasRedis)('runs in a queue', () => {
  test('come back through it, each computed once, and nothing is left with the worker', async () => {
    const there = worker();
    const { outcome, events } = await wanted();
    expect(outcome?.failures).toEqual([]);
    expect(outcome?.runs.map((run) => run.spec)).toEqual(experiment.specs);
    expect(there.ran().sort()).toEqual(outcome!.runs.map(({ id }) => id).sort());
    expect(readdirSync(there.scratch)).toEqual([]);
    const kinds = events.flatMap((event) => (event.kind === 'run' ? event.report.kind : []));
    expect(kinds.filter((kind) => kind === 'done').length).toBe(6);
  });

  test('are written where the worker sees the same folder', async () => {
    const there = worker({ runsDir: join(folder, name, 'runs') });
    const { outcome } = await wanted();
    expect(outcome?.runs.length).toBe(6);
    expect(there.lines.filter((line) => line === 'done').length).toBe(6);
    const connection = connect(queueAddress(redis.url), { log: () => {}, giveUp: 1 });
    expect(await connection.client.keys('flowlab:record:*')).toEqual([]);
    connection.close();
  });

  test('come back through it where a folder of the same name is another one', async () => {
    const elsewhere = join(folder, name, 'elsewhere');
    mkdirSync(join(elsewhere, 'one'), { recursive: true });
    worker({ runsDir: elsewhere });
    const { outcome } = await wanted();
    expect(outcome?.runs.length).toBe(6);
    expect(readdirSync(join(elsewhere, 'one'))).toEqual([]);
  });

  test('outlive a Redis that goes away and forgets them; both sides say so', async () => {
    const there = worker({ takes: 300 });
    const all = wanted();
    await until(() => there.ran().length > 2);
    await redis.kill();
    await new Promise((resolve) => setTimeout(resolve, 300));
    await redis.start();
    const { outcome, lines } = await all;
    expect(outcome?.failures).toEqual([]);
    expect(outcome?.runs.length).toBe(6);
    for (const said of [lines, there.lines]) {
      expect(said.filter((line) => line.includes('cannot be reached')).length).toBe(1);
      expect(said.filter((line) => line.includes('is there again after')).length).toBe(1);
    }
  });

  test('are left to workers of the same code and engine, and it is said who is there', async () => {
    const other = worker({ kin: kinOf('0000000000000000', engine, {}) });
    const stop = new AbortController();
    const all = wanted({ signal: stop.signal });
    await until(() => other.lines.length > 0);
    stop.abort();
    const { lines } = await all;
    expect(other.ran()).toEqual([]);
    expect(lines).toEqual([
      `${redis.url}: no worker with code ${code}, wasm yet: the runs wait for one; 1 worker on there there with code 0000000000000000, wasm`,
    ]);
    expect(other.lines).toEqual([`far: code ${code}, wasm`]);
  });

  test('that nobody took are withdrawn when the command is stopped', async () => {
    const stop = new AbortController();
    const all = wanted({ signal: stop.signal });
    const { client, close } = connect(queueAddress(redis.url), { log: () => {}, giveUp: 1 });
    const queue = new Queue(queueOf(kin), { connection: client, prefix: 'flowlab' });
    while ((await queue.getWaitingCount()) < 4) await new Promise((done) => setTimeout(done, 10));
    stop.abort();
    await all;
    expect(await queue.getWaitingCount()).toBe(0);
    await queue.close();
    close();
  });

  test('of a stranger are refused in one line, and lead out of no folder', async () => {
    const there = worker({ runsDir: join(folder, name, 'runs') });
    const { client, close } = connect(queueAddress(redis.url), { log: () => {}, giveUp: 1 });
    const queue = new Queue(queueOf(kin), { connection: client, prefix: 'flowlab' });
    const order = {
      ...{ experiment: 'one', spec: experiment.specs[0], engine, checkpointEvery: 60 },
      ...{ threads: { count: 1, chosen: 'default' }, settings: {}, lease: 'x' },
    };
    const id = 'fedcba9876543210';
    const cases = [
      ['run-../../x', order],
      [`run-${id}`, order],
      [`run-${id}1`, { ...order, experiment: '../out' }],
      [`run-${id}2`, { ...order, settings: { XLA_FLAGS: '--xla_dump_to=/' } }],
      [`run-${id}3`, { ...order, spec: { ...order.spec, seed: '$(reboot)' } }],
    ] as const;
    for (const [jobId, data] of cases) await queue.add('run', data, { jobId });
    await until(() => there.lines.length >= 3);
    await queue.close();
    close();
    expect(there.ran()).toEqual([]);
    expect(readdirSync(join(folder, name)).sort()).toEqual(['scratch0']);
    expect(there.lines.join('\n')).toContain(
      `run ${id}: failed: the files that it reads are not the same here`,
    );
    expect(there.lines.join('\n')).toMatch(/run fedcba98765432103: failed: .*seeds/);
  });

  test('wait for a Redis as long as was said, and the error has no password', async () => {
    const lines: string[] = [];
    const address = queueAddress('redis://me:geheim@127.0.0.1:1');
    const connection = connect(address, { log: log(lines), giveUp: 0.3 });
    const error = await connection.lost.catch((reason: Error) => reason);
    connection.close();
    expect(error).toMatchObject({
      name: 'ServiceError',
      message:
        'redis://127.0.0.1:1 was not reached for 0.3 s (ECONNREFUSED); what is finished is kept: give the same command again when it is back',
    });
    expect(lines).toEqual([
      'redis://127.0.0.1:1 cannot be reached (ECONNREFUSED): waiting for it, for 0.3 s at most',
    ]);
  });

  test('ask for a password where there is one', async () => {
    const guarded = await testRedis('--requirepass', 'geheim');
    const refused = connect(queueAddress(guarded.url.replace('//', '//:wrong@')), {
      ...{ log: () => {}, giveUp: 20 },
    });
    const error = await refused.lost.catch((reason: Error) => reason);
    refused.close();
    expect(error).toMatchObject({ name: 'ServiceError' });
    expect((error as Error).message).toMatch(/does not let this client in: (WRONGPASS|NOAUTH|ERR)/);
    const open = connect(queueAddress(guarded.url, 'geheim'), { log: () => {}, giveUp: 20 });
    expect(await open.client.ping()).toBe('PONG');
    open.close();
    await guarded.kill();
  });
});
