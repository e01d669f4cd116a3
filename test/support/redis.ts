import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';

const program = ['redis-server', 'valkey-server'].find(
  (name) => spawnSync(name, ['--version']).status === 0,
);

/** Whether this machine has a Redis or Valkey; tests that need one are skipped elsewhere. */
export const hasRedis = program !== undefined;
if (!hasRedis) console.log('no redis-server here; tests of the queue are skipped');

/** A Redis of the test's own, which forgets everything when it is killed. */
export interface TestRedis {
  readonly port: number;
  readonly url: string;
  kill(): Promise<void>;
  start(): Promise<void>;
}

/** Starts a Redis on a free port of this machine. */
export async function testRedis(...settings: readonly string[]): Promise<TestRedis> {
  const port = await freePort();
  let child: ChildProcess | undefined;
  const redis: TestRedis = {
    ...{ port, url: `redis://127.0.0.1:${port}` },
    async start() {
      const args = ['--port', `${port}`, '--save', '', '--bind', '127.0.0.1', '--dir', tmpdir()];
      const started = spawn(program!, [...args, ...settings]);
      child = started;
      await new Promise<void>((resolve, reject) => {
        started.once('exit', (code) => reject(new Error(`redis-server ended with ${code}`)));
        started.stdout.on('data', (chunk: Buffer) => {
          if (chunk.includes('Ready to accept')) resolve();
        });
      });
    },
    async kill() {
      const gone = new Promise((resolve) => child?.once('exit', resolve));
      child?.kill('SIGKILL');
      await gone;
    },
  };
  await redis.start();
  return redis;
}

const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const server = createServer();
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
