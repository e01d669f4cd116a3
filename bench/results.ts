import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { oneCore } from './affinity.ts';
import type { AgainstRow } from './against-table.ts';
import type { Flow } from './flow-table.ts';
import type { ProfileRow } from './profile-table.ts';
import type { ScaleRow } from './scale-table.ts';
import type { SeedsRow } from './seeds-table.ts';
import type { Sweep } from './sweep-table.ts';
import type { Row } from './table.ts';

/** The machine that ratios were taken on. */
export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly memoryGiB: number;
  readonly node: string;
  readonly oneThread: string;
}

/** What was measured, kind by kind. */
export interface Results {
  readonly rows: readonly Row[];
  readonly scale?: readonly ScaleRow[];
  readonly seeds?: readonly SeedsRow[];
  readonly flow?: Flow;
  readonly sweep?: Sweep;
  readonly profile?: readonly ProfileRow[];
  readonly against?: readonly AgainstRow[];
}

/** Results with the machine and, of each kind, the commit that was measured. */
export interface Kept extends Results {
  readonly machine: Machine;
  readonly commits: Readonly<Record<string, string>>;
}

const FILE = 'docs/performance.json';

const thisMachine = (): Machine => ({
  cpu: cpus()[0]!.model.trim(),
  cores: cpus().length,
  memoryGiB: Math.round(totalmem() / 2 ** 30),
  node: process.versions.node,
  oneThread: oneCore.length > 0 ? `held to one core by ${oneCore.join(' ')}` : 'not held to a core',
});

/** What the file has, of whichever machine. */
export const kept = (): Kept => ({
  commits: {},
  ...(JSON.parse(readFileSync(FILE, 'utf8')) as Omit<Kept, 'commits'>),
});

/** Nothing measured yet, on this machine. */
export const nothing = (): Kept => ({ machine: thisMachine(), commits: {}, rows: [] });

export const keep = (results: Kept): void =>
  writeFileSync(FILE, `${JSON.stringify(results, null, 1)}\n`);

/** The commit at hand, with a + where files differ from it. */
export function commit(): string {
  const git = (...args: readonly string[]) =>
    spawnSync('git', args, { encoding: 'utf8' }).stdout.trim();
  return `${git('rev-parse', '--short=7', 'HEAD')}${git('status', '--porcelain', 'src') === '' ? '' : '+'}`;
}

/**
 * What was kept, with what was measured now in its place.
 *
 * @throws Error where what was kept is of another machine, beside which times say nothing
 */
export function merged(before: Kept, now: Results, by: string): Kept {
  const machine = thisMachine();
  for (const key of ['cpu', 'cores', 'oneThread'] as const) {
    if (before.machine[key] !== machine[key]) {
      throw new Error(
        `${FILE} is of another machine (${key} ${before.machine[key]}, not ${machine[key]}); measure everything anew, without --only`,
      );
    }
  }
  const { rows, ...others } = now;
  const measured = new Map(rows.map((row) => [keyOf(row), row]));
  const commits = [...rows.map((row) => row.case.kind), ...Object.keys(others)];
  return {
    ...{ ...before, ...others, machine },
    commits: { ...before.commits, ...Object.fromEntries(commits.map((kind) => [kind, by])) },
    rows: [
      ...before.rows.map((row) => measured.get(keyOf(row)) ?? row),
      ...rows.filter((row) => !before.rows.some((old) => keyOf(old) === keyOf(row))),
    ],
  };
}

const keyOf = ({ case: c, threads }: Row): string => JSON.stringify([c, threads]);
