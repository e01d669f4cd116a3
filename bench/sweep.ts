import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rng } from '../src/core/random.ts';
import { loadImages } from '../src/lab/data/load.ts';
import { ndarray } from '../src/problems/data/npy.ts';
import { writeNpz } from '../src/problems/data/npz.ts';
import { prepare } from '../src/problems/data/prepare.ts';
import { mean, median } from '../src/stats/summary.ts';
import { networkOf } from './network.ts';
import type { Sweep, Total } from './sweep-table.ts';

/** The standard recipe; every run ends at the same training loss. */
const recipe = {
  train: 1000,
  test: 1000,
  rate: 0.05,
  batches: [4, 16, 64, 256, 1000],
  seeds: 5,
  loss: 0.05,
  steps: 20_000,
  relativeError: 0.05,
  tolerance: 1e-3,
};

/** Ways to spend the cores on a PyTorch script: threads of a process, and processes. */
const ways = [
  { threads: 1, processes: 1 },
  { threads: 1, processes: 2 },
  { threads: 2, processes: 1 },
];
/** A way that takes so many times the first one's time is given up: threads may wait on each other for ever. */
const PATIENCE = 3;

/** What one run of either side spent and found. */
interface Spent {
  readonly batch: number;
  readonly steps: number;
  readonly hvps: number;
  readonly trace: number;
  readonly sharpness: number;
}

const root = fileURLToPath(new URL('..', import.meta.url));

/**
 * Seconds for a sweep of batch sizes and seeds, start-up and report included: the lab's command line,
 * and a PyTorch script doing the same.
 *
 * Each way of running the script is tried once, the best of them in every round.
 *
 * @throws Error where a command fails
 */
export async function sweep(python: string | undefined, rounds: number): Promise<Sweep> {
  const folder = mkdtempSync(join(tmpdir(), 'flowlab-sweep-'));
  execute('npm', ['run', '--silent', 'build']);
  writeFileSync(join(folder, 'sweep.yaml'), experiment());
  if (python !== undefined) await writeProblem(join(folder, 'problem.npz'));
  const lab = { name: 'flowlab run', samples: [] as number[], runs: [] as Spent[] };
  const peers = python === undefined ? [] : ways.map((way) => peer(way));
  for (let round = 0; round < rounds; round++) {
    const own = runLab(folder);
    lab.samples.push(own.seconds);
    lab.runs = own.runs;
    console.error(`sweep ${lab.name}: ${own.seconds.toFixed(1)} s`);
    const done = peers.filter((p) => p.samples.length > 0);
    const best = done.toSorted((a, b) => a.samples[0]! - b.samples[0]!).slice(0, 1);
    for (const one of round === 0 ? peers : best) {
      const limit = PATIENCE * (peers[0]!.samples[0] ?? Number.POSITIVE_INFINITY);
      const told = execute(python!, script(folder, one.way), limit);
      console.error(`sweep ${one.name}: ${told?.seconds.toFixed(1) ?? `over ${limit}`} s`);
      if (told === undefined) continue;
      one.samples.push(told.seconds);
      one.runs = JSON.parse(told.stdout) as Spent[];
    }
  }
  rmSync(folder, { recursive: true });
  return { recipe, totals: [lab, ...peers.filter((p) => p.samples.length > 0)].map(total) };
}

const peer = (way: (typeof ways)[number]) => ({
  name: `PyTorch, ${way.processes} × ${way.threads} thread${way.threads > 1 ? 's' : ''}`,
  way,
  samples: [] as number[],
  runs: [] as Spent[],
});

function total(one: { name: string; samples: number[]; runs: readonly Spent[] }): Total {
  const { name, samples, runs } = one;
  const sum = (key: 'steps' | 'hvps') => runs.reduce((all, r) => all + r[key], 0);
  const byBatch = recipe.batches.map((batch) => {
    const own = runs.filter((r) => r.batch === batch);
    const of = (key: 'steps' | 'trace' | 'sharpness') => mean(own.map((r) => r[key]));
    return { batch, steps: of('steps'), trace: of('trace'), sharpness: of('sharpness') };
  });
  return {
    name,
    seconds: median(samples),
    samples,
    steps: sum('steps'),
    hvps: sum('hvps'),
    byBatch,
  };
}

function runLab(folder: string): { seconds: number; runs: Spent[] } {
  const [runs, out] = [join(folder, 'runs'), join(folder, 'report')];
  const args = [
    'dist/cli/main.js',
    'run',
    join(folder, 'sweep.yaml'),
    '--runs',
    runs,
    '--out',
    out,
  ];
  const { seconds } = execute(process.execPath, args)!;
  const store = join(runs, 'sweep');
  const spent = readdirSync(store, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => {
      const read = (file: string) => JSON.parse(readFileSync(join(store, name, file), 'utf8'));
      const [spec, manifest, scalars] = ['spec', 'manifest', 'scalars'].map((f) =>
        read(`${f}.json`),
      );
      return {
        batch: spec.method.batch as number,
        steps: manifest.steps as number,
        hvps: manifest.cost.hvps as number,
        trace: scalars.trace.value as number,
        sharpness: scalars.sharpness.value as number,
      };
    });
  for (const made of [runs, out]) rmSync(made, { recursive: true });
  return { seconds, runs: spent };
}

const script = (folder: string, { threads, processes }: (typeof ways)[number]): string[] => [
  'bench/peers/torch_sweep.py',
  join(folder, 'problem.npz'),
  String(threads),
  String(processes),
  JSON.stringify(recipe),
];

/** Undefined where it takes longer than `limit` seconds. */
function execute(command: string, args: readonly string[], limit = Number.POSITIVE_INFINITY) {
  const start = performance.now();
  const { status, error, stdout, stderr } = spawnSync(command, args, {
    cwd: root,
    encoding: 'utf8',
    ...(Number.isFinite(limit) && { timeout: Math.ceil(1000 * limit) }),
  });
  if (error !== undefined && 'code' in error && error.code === 'ETIMEDOUT') return undefined;
  if (status !== 0) throw new Error(`${command} ${args[0]} failed: ${stderr}`);
  return { seconds: (performance.now() - start) / 1000, stdout };
}

const experiment = () => `question: Do smaller batches end in flatter minima?
data: { name: mnist, train: ${recipe.train}, test: ${recipe.test} }
loss: squared-error
methods:
  - { method: sgd, rate: ${recipe.rate}, batch: [${recipe.batches.join(', ')}] }
seeds: ${recipe.seeds}
stop: { loss: ${recipe.loss}, steps: ${recipe.steps} }
measure:
  trace: { relativeError: ${recipe.relativeError} }
  sharpness: { tolerance: ${recipe.tolerance} }
  threshold: false
`;

/** The lab's own images and initial weights of each seed, so that both sides train the same. */
async function writeProblem(path: string): Promise<void> {
  const images = await loadImages({ name: 'mnist' }, { cacheDir: tmpdir(), baseDir: root });
  const { train, test } = recipe;
  const arrays: Record<string, ReturnType<typeof ndarray>> = {};
  for (let seed = 0; seed < recipe.seeds; seed++) {
    const random = rng(seed);
    const subset = { train, test, centre: true, labelNoise: 0, randomLabels: false };
    const data = prepare(images, subset, random.fork('data'));
    arrays[`x${seed}`] = ndarray(data.x, [train, data.dim]);
    arrays[`labels${seed}`] = ndarray(data.labels!);
    arrays[`testX${seed}`] = ndarray(data.testX, [test, data.dim]);
    arrays[`testLabels${seed}`] = ndarray(data.testTargets.labels!);
    const net = networkOf({ kind: 'mlp', widths: [32, 32] });
    for (const [i, w] of net.init(random.fork('init')).entries())
      arrays[`w${seed}_${i}`] = ndarray(w, net.shapes[i]!);
  }
  writeFileSync(path, writeNpz(arrays));
}
