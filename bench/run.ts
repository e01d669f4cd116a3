/**
 * Measures the lab side by side with its peers: `npm run bench -- [--python path] [--quick]`.
 *
 * In one run, interleaved: each round asks every contestant for one sample of the same case, and the
 * median of the rounds counts. Writes docs/performance.json and prints the tables.
 */
import { mkdtempSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { rng } from '../src/core/random.ts';
import { loadImages } from '../src/problems/data/load.ts';
import { ndarray } from '../src/problems/data/npy.ts';
import { writeNpz } from '../src/problems/data/npz.ts';
import { prepare } from '../src/problems/data/prepare.ts';
import { mlp } from '../src/problems/networks/mlp.ts';
import { median } from '../src/stats/summary.ts';
import { type Contestant, contestants } from './contestants.ts';
import { type Case, nameOf } from './protocol.ts';
import { type Row, table } from './table.ts';

const { values } = parseArgs({
  options: {
    python: { type: 'string' },
    quick: { type: 'boolean', default: false },
    only: { type: 'string' },
  },
});

const networks = [
  [32, 32],
  [200, 200],
];
const sizes = values.quick ? [8, 128, 1000] : [1, 8, 32, 128, 1000, 5000];
const rounds = values.quick ? 3 : 7;

const every: readonly Case[] = [
  ...networks.flatMap((hidden) => sizes.map((B): Case => ({ kind: 'step', hidden, B }))),
  ...networks.flatMap((hidden) => sizes.map((B): Case => ({ kind: 'hvp', hidden, B }))),
  ...networks.flatMap((hidden) => [500, 5000].map((B): Case => ({ kind: 'trace', hidden, B }))),
  { kind: 'flow', hidden: [32, 32], B: 500 },
];
const cases = every.filter(
  (c) => values.only === undefined || values.only.split(',').includes(c.kind),
);

const machine = {
  cpu: cpus()[0]!.model.trim(),
  cores: cpus().length,
  memoryGiB: Math.round(totalmem() / 2 ** 30),
  node: process.versions.node,
  rounds,
};
const complete = !values.quick && values.only === undefined;
const file = await writeProblem();
const rows: Row[] = [];
for (const threads of values.quick ? [1] : [1, 2]) {
  const field = contestants(threads, values.python);
  for (const c of field) await c.tell({ order: 'load', file });
  for (const c of cases) {
    rows.push({ case: c, threads, medians: await measure(field, c) });
    // After each case, so that a run cut short keeps what it has measured.
    if (complete) {
      writeFileSync('docs/performance.json', `${JSON.stringify({ machine, rows }, null, 1)}\n`);
    }
  }
  for (const c of field) c.end();
}
for (const threads of new Set(rows.map((r) => r.threads))) {
  for (const kind of new Set(cases.map((c) => c.kind))) {
    console.log(
      `\n${kind}, ${threads} thread${threads > 1 ? 's' : ''}: ms (ratio to flowlab native)\n\n${table(rows, kind, threads)}`,
    );
  }
}

/** Medians over rounds in which every contestant takes its turn. */
async function measure(field: readonly Contestant[], c: Case): Promise<Record<string, number>> {
  const ready: Contestant[] = [];
  for (const one of field) {
    const { note } = await one.tell({ order: 'prepare', case: c });
    if (note === undefined) ready.push(one);
  }
  const samples = new Map(ready.map((one) => [one.name, [] as number[]]));
  const turns = c.kind === 'trace' || c.kind === 'flow' ? Math.min(rounds, 3) : rounds;
  for (let round = 0; round < turns; round++) {
    for (const one of ready) {
      const { seconds } = await one.tell({ order: 'sample' });
      if (seconds !== undefined) samples.get(one.name)!.push(seconds);
    }
  }
  const medians = Object.fromEntries([...samples].map(([name, s]) => [name, median(s)]));
  console.error(
    nameOf(c),
    Object.entries(medians)
      .map(([n, s]) => `${n} ${(1000 * s).toPrecision(3)} ms`)
      .join(', '),
  );
  return medians;
}

/** 5,000 MNIST images, and weights and directions for each network, as every contestant reads them. */
async function writeProblem(): Promise<string> {
  const images = await loadImages({ name: 'mnist' }, { cacheDir: tmpdir(), baseDir: '.' });
  const data = prepare(
    images,
    { train: 5000, test: 10, centre: true, labelNoise: 0, randomLabels: false },
    rng(0),
  );
  const arrays: Record<string, ReturnType<typeof ndarray>> = {
    x: ndarray(data.x, [data.count, data.dim]),
    labels: ndarray(data.labels),
  };
  for (const hidden of networks) {
    const net = mlp({
      inputs: 784,
      hidden,
      activation: 'tanh',
      classes: 10,
      parametrisation: 'standard',
      scale: 1,
    });
    for (const prefix of ['w', 'v']) {
      for (const [i, w] of net.init(rng(1).fork(prefix)).entries()) {
        arrays[`${prefix}${hidden.join('-')}_${i}`] = ndarray(w, net.shapes[i]!);
      }
    }
  }
  const path = join(mkdtempSync(join(tmpdir(), 'flowlab-bench-')), 'problem.npz');
  writeFileSync(path, writeNpz(arrays));
  return path;
}
