import { type ChildProcess, spawn } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, describe, expect, test } from 'vitest';
import { main, temporaryFolder } from '../../support/command-line.ts';

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

/** The command, and what it has said so far. */
function started(runs: string) {
  const args = [main, 'run', 'endless.yaml', '--jobs', '2', '--runs', runs];
  const child = spawn(process.execPath, args, {
    cwd: folder.path,
    env: { ...process.env, NO_COLOR: '1' },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr!.on('data', (chunk: Buffer) => {
    said += chunk.toString();
  });
  return { child, said: () => said };
}

/** The processes that one has started and that compute: Linux keeps them under /proc. */
function workersOf(parent: number): number[] {
  return readdirSync('/proc').flatMap((name) => {
    const fields = statOf(Number(name));
    return fields !== undefined && fields.parent === parent && fields.seconds > 0.5
      ? [Number(name)]
      : [];
  });
}

function statOf(pid: number) {
  try {
    const [, rest] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(/\) /) as [string, string];
    const fields = rest.split(' ');
    const ticks = Number(fields[11]) + Number(fields[12]);
    return { state: fields[0]!, parent: Number(fields[1]), seconds: ticks / 100 };
  } catch {
    return undefined;
  }
}

/** A process that is over may be listed until somebody asks what became of it. */
const isAlive = (pid: number) => !['Z', 'X', undefined].includes(statOf(pid)?.state);

async function until(condition: () => boolean, ms: number): Promise<boolean> {
  for (const end = Date.now() + ms; Date.now() < end; await sleep(20)) if (condition()) return true;
  return condition();
}

/** Waits until both runs train. */
async function bothAtWork({ pid }: ChildProcess): Promise<readonly number[]> {
  expect(await until(() => workersOf(pid!).length === 2, 60_000)).toBe(true);
  return workersOf(pid!);
}

const exitOf = (child: ChildProcess) =>
  new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)));

describe.runIf(process.platform === 'linux')('a command that computes runs', () => {
  test('leaves no process behind 2 seconds after it was killed', async () => {
    const { child } = started('killed');
    const workers = await bothAtWork(child);
    child.kill('SIGKILL');
    await exitOf(child);
    expect(await until(() => !workers.some(isAlive), 2000)).toBe(true);
  });

  test.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('stops at %s with exit code %d and says so', async (signal, expected) => {
    const { child, said } = started(signal);
    const workers = await bothAtWork(child);
    child.kill(signal);
    expect(await exitOf(child)).toBe(expected);
    expect(said()).toContain('Stopping what is running; Ctrl-C again stops at once');
    expect(said()).toContain('the same command goes on from there');
    expect(workers.some(isAlive)).toBe(false);
  });
});
