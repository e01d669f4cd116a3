import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readdirSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, describe, expect, test } from 'vitest';
import { main, temporaryFolder } from '../../support/command-line.ts';
import { isAlive, workersOf } from '../../support/processes.ts';

const folder = temporaryFolder();
afterAll(folder.remove);

// Far more steps than a test has time for.
writeFileSync(
  join(folder.path, 'endless.yaml'),
  `
question: Does it stop when it is asked to?
data: { name: glyphs, train: 60, test: 60 }
network: { kind: mlp, hidden: [8], activation: tanh }
methods: [{ method: gradient-descent, rate: [0.001, 0.002] }]
seeds: 1
stop: { steps: 100000000 }
`,
);

const checkpoints = join(folder.path, 'runs', 'endless', '.checkpoints');
const kept = () =>
  existsSync(checkpoints) ? readdirSync(checkpoints).filter((name) => !name.endsWith('.new')) : [];

/** The command, when both of its runs train, and what it has said so far. */
async function started() {
  const before = Date.now();
  const args = [main, 'run', 'endless.yaml', '--jobs', '2', '--checkpoint', '0.2'];
  const child = spawn(process.execPath, args, {
    cwd: folder.path,
    env: { ...process.env, NO_COLOR: '1' },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr!.on('data', (chunk: Buffer) => {
    said += chunk.toString();
  });
  const isFresh = (name: string) => statSync(join(checkpoints, name)).mtimeMs > before;
  const bothAtWork = () => kept().length === 2 && kept().every(isFresh);
  for (let i = 0; i < 3000 && !bothAtWork(); i++) await sleep(20);
  expect(bothAtWork()).toBe(true);
  return { child, workers: workersOf(child.pid!), said: () => said };
}

const exitOf = (child: ChildProcess) =>
  new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)));

describe.runIf(process.platform === 'linux')('a command that computes runs', () => {
  test('saves and stops at Ctrl-C, and says so', async () => {
    const { child, said, workers } = await started();
    expect(workers.length).toBe(2);
    child.kill('SIGINT');
    expect(await exitOf(child)).toBe(130);
    expect(said()).toContain('Stopping: what is running is saved; Ctrl-C again stops at once.');
    expect(said()).toContain('the same command goes on from there');
    expect(said()).not.toContain('anew');
    expect(workers.some(isAlive)).toBe(false);
    expect(kept()).toHaveLength(2);
  });

  test('goes on from there, and at SIGTERM ends with its code', async () => {
    const { child, said, workers } = await started();
    expect(said().match(/goes on from its checkpoint at step \d+/g)).toHaveLength(2);
    child.kill('SIGTERM');
    expect(await exitOf(child)).toBe(143);
    expect(workers.some(isAlive)).toBe(false);
  });

  test('stops at once at a second Ctrl-C, with workers that cannot save', async () => {
    const { child, said, workers } = await started();
    // A worker that is held stands for one within a long computation.
    for (const pid of workers) process.kill(pid, 'SIGSTOP');
    const exit = exitOf(child);
    child.kill('SIGINT');
    await sleep(500);
    expect(said()).toContain('Ctrl-C again stops at once');
    expect(child.exitCode).toBeNull();
    child.kill('SIGINT');
    expect(await exit).toBe(130);
    for (const pid of workers) process.kill(pid, 'SIGCONT');
    for (let i = 0; i < 100 && workers.some(isAlive); i++) await sleep(20);
    expect(workers.some(isAlive)).toBe(false);
  });

  test('starts a run anew whose checkpoint is damaged, and leaves no process behind when it is killed', async () => {
    const [first, second] = kept() as [string, string];
    truncateSync(join(checkpoints, first), 200);
    rmSync(join(checkpoints, second));
    writeFileSync(join(checkpoints, second), 'something else');
    const { child, said, workers } = await started();
    expect(said()).toMatch(/starts anew, since its checkpoint \S+ is damaged\n/);
    expect(said()).toMatch(/starts anew, since its checkpoint \S+ is no checkpoint\n/);
    child.kill('SIGKILL');
    await exitOf(child);
    for (let i = 0; i < 100 && workers.some(isAlive); i++) await sleep(20);
    expect(workers.some(isAlive)).toBe(false);
  });
});
