import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { median } from '../src/stats/summary.ts';
import type { AgainstRow } from './against-table.ts';
import { here } from './contestants.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

/** One checkout, built, and what it took in each round. */
interface Checkout {
  readonly folder: string;
  readonly seconds: Readonly<Record<AgainstRow['name'], number[]>>;
}

const titles: Readonly<Record<AgainstRow['name'], string>> = {
  quickstart: 'quickstart, 40 runs with measures and report',
  worker: 'from a worker’s start to the end of a run of one step',
  threshold: 'threshold to 10⁻⁵, about 20 trials of 200 steps',
};

/**
 * Seconds of whole commands at a commit and now, in turn on one machine, each with its own dependencies.
 *
 * The experiments are those of the old commit, so that both do the same.
 *
 * @throws Error where a command fails
 */
export function against(commit: string, rounds: number): AgainstRow[] {
  const work = mkdtempSync(join(tmpdir(), 'flowlab-against-'));
  const old = join(work, 'old');
  must(root, 'git', 'worktree', 'add', '--detach', old, commit);
  try {
    const sides = [old, root].map((folder): Checkout => {
      if (!existsSync(join(folder, 'node_modules'))) must(folder, 'npm', 'ci');
      must(folder, 'npm', 'run', '--silent', 'build');
      return { folder, seconds: { quickstart: [], worker: [], threshold: [] } };
    });
    const quickstart = readFileSync(join(old, 'experiments', 'quickstart.yaml'), 'utf8');
    const files = {
      quickstart: file(work, 'quickstart', quickstart),
      worker: file(work, 'worker', one('threshold: false')),
      threshold: file(work, 'threshold', one('threshold: { width: 1.0e-5, steps: 200 }')),
    };
    // One more first, in which each sets itself up.
    for (let round = -1; round < rounds; round++) {
      for (const side of sides) {
        const took = { quickstart: 0, worker: 0, threshold: 0 };
        if (round >= 0) took.quickstart = command(side.folder, work, files.quickstart).total;
        took.worker = command(side.folder, work, files.worker).worker;
        took.threshold = command(side.folder, work, files.threshold).worker - took.worker;
        if (round < 0) continue;
        for (const name of names) side.seconds[name].push(took[name]);
        console.error(side.folder, took);
      }
    }
    const [before, now] = sides;
    return names.map((name) => ({
      ...{ name, title: titles[name], commit, rounds },
      before: median(before!.seconds[name]),
      now: median(now!.seconds[name]),
    }));
  } finally {
    must(root, 'git', 'worktree', 'remove', '--force', old);
    rmSync(work, { recursive: true });
  }
}

const names = ['quickstart', 'worker', 'threshold'] as const;

/** Seconds of `flowlab run`, and of its first worker from its start to the end of its first run. */
function command(folder: string, work: string, experiment: string) {
  const [runs, out, times] = ['runs', 'report', 'times.json'].map((name) => join(work, name));
  const args = ['run', experiment, '--runs', runs!, '--out', out!, '--engine', 'native'];
  const entry = ['--import', here('worker-times.mjs'), 'dist/cli/main.js'];
  const start = performance.now();
  // It ends with 1 where something diverged, which is a result.
  execute(folder, [process.execPath, ...entry, ...args], { FLOWLAB_WORKER_TIMES: times! }, [0, 1]);
  const total = (performance.now() - start) / 1000;
  const { worker } = JSON.parse(readFileSync(times!, 'utf8')) as { readonly worker: number };
  for (const made of [runs!, out!, times!]) rmSync(made, { recursive: true });
  return { total, worker };
}

function must(cwd: string, ...argv: readonly string[]): void {
  execute(cwd, argv, {}, [0]);
}

/** Runs a command, which may end with one of these exit codes. */
function execute(
  cwd: string,
  argv: readonly string[],
  env: Readonly<Record<string, string>>,
  codes: readonly number[],
): void {
  const { status, stderr } = spawnSync(argv[0]!, argv.slice(1), {
    ...{ cwd, encoding: 'utf8', env: { ...process.env, ...env } },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  if (!codes.includes(status ?? -1)) throw new Error(`${argv.join(' ')} failed: ${stderr}`);
}

function file(folder: string, name: string, text: string): string {
  const path = join(folder, `${name}.yaml`);
  writeFileSync(path, text);
  return path;
}

const one = (measure: string) => `question: How long does one step take?
data: { name: mnist, train: 500, test: 500 }
network: { kind: mlp, hidden: [32, 32], activation: tanh }
loss: squared-error
methods:
  - { method: gradient-descent, rate: 0.05 }
seeds: 1
stop: { steps: 1 }
measure: { trace: false, sharpness: false, ${measure} }
`;
