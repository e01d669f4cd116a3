import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Rng } from '../../src/core/random.ts';
import { main } from './command-line.ts';
import { isAlive, workersOf } from './processes.ts';

/** A sweep, and how often it is to be killed. */
interface Killing {
  readonly cwd: string;
  /** Words after `flowlab`. */
  readonly args: readonly string[];
  /** Folder of its records. */
  readonly records: string;
  /** Seconds from one checkpoint to the next. */
  readonly every: number;
  readonly kills: number;
  /** The longest time from one kill to the next, in seconds. */
  readonly apart: number;
  readonly random: Rng;
}

/** What became of it. */
export interface Killed {
  readonly kills: Readonly<Record<Victim, number>>;
  readonly commands: number;
  /** Seconds that the longest-lived process was there after its parent was killed. */
  readonly orphan: number;
  /** Seconds of training that were lost, at most. */
  readonly lost: number;
}

const victims = ['main', 'worker', 'both'] as const;
type Victim = (typeof victims)[number];

/** Kills a sweep at random moments, and repeats its command until it is done. */
export async function killed(sweep: Killing): Promise<Killed> {
  const { cwd, args, kills, apart, random } = sweep;
  const done = { main: 0, worker: 0, both: 0 };
  let [commands, orphan, lost] = [0, 0, 0];
  const left = () => kills - done.main - done.worker - done.both;
  for (;;) {
    const child = spawn(process.execPath, [main, ...args], { cwd, stdio: 'ignore' });
    commands++;
    const exit = exitOf(child);
    while (left() > 0 && child.exitCode === null) {
      await Promise.race([exit, sleep(1000 * apart * random.uniform())]);
      const workers = workersOf(child.pid!);
      if (child.exitCode !== null || workers.length === 0) continue;
      const victim = victims[random.integer(victims.length)]!;
      const dead = victim === 'worker' ? [workers[random.integer(workers.length)]!] : workers;
      lost += lostBy(dead.length, sweep);
      done[victim]++;
      if (victim !== 'main') for (const pid of dead) process.kill(pid, 'SIGKILL');
      if (victim === 'worker') continue;
      child.kill('SIGKILL');
      const from = performance.now();
      await exit;
      while (workers.some(isAlive)) await sleep(5);
      orphan = Math.max(orphan, (performance.now() - from) / 1000);
      break;
    }
    if ((await exit) === 0) return { kills: done, commands, orphan, lost };
  }
}

const exitOf = (child: ChildProcess) =>
  new Promise<number | null>((resolve) => child.once('exit', resolve));

/** Seconds of training that killing so many workers now loses, at most: what came after their last checkpoints, and what came before a first. */
function lostBy(workers: number, { records, every }: Killing): number {
  const folder = join(records, '.checkpoints');
  const ages = (existsSync(folder) ? readdirSync(folder) : [])
    .filter((name) => !existsSync(join(records, name)) && !name.endsWith('.new'))
    .flatMap((name) => statSync(join(folder, name), { throwIfNoEntry: false })?.mtimeMs ?? [])
    .map((written) => (Date.now() - written) / 1000)
    // Older ones are of runs that nobody is at.
    .filter((age) => age < 10 * every)
    .sort((a, b) => b - a);
  return Array.from({ length: workers }, (_, i) => ages[i] ?? every).reduce((a, b) => a + b, 0);
}

/** The files of all records of a folder by run, without what differs each time: seconds, and hashes of files that hold them. */
export function recordsIn(records: string): Readonly<Record<string, string>> {
  const runs = readdirSync(records).filter((name) => /^[0-9a-f]{16}$/.test(name));
  return Object.fromEntries(
    runs.flatMap((run) =>
      readdirSync(join(records, run)).map((name) => {
        const bytes = readFileSync(join(records, run, name));
        return [`${run}/${name}`, name.endsWith('.json') ? timeless(bytes) : bytes.toString('hex')];
      }),
    ),
  );
}

const timeless = (json: Buffer): string =>
  JSON.stringify(JSON.parse(json.toString()), (key, value: unknown) =>
    /seconds$/i.test(key) || key === 'seal' || isSum(key, value) ? undefined : value,
  );

/** The size and hash of a file that holds seconds. */
const isSum = (key: string, value: unknown): boolean =>
  key.endsWith('.json') && typeof value === 'object' && value !== null && 'sha256' in value;

/** The training time that the records of a folder say, in seconds. */
export const trainSeconds = (records: string): number =>
  readdirSync(records)
    .filter((name) => /^[0-9a-f]{16}$/.test(name))
    .map((run) => JSON.parse(readFileSync(join(records, run, 'manifest.json'), 'utf8')))
    .reduce((sum: number, { cost }) => sum + cost.trainSeconds, 0);
