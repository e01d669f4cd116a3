/**
 * Measures the lab side by side with its peers: `npm run bench -- [--python path] [--quick] [--only kinds] [--threads 1,2]
 * [--against commit] [--tables]`.
 *
 * In one run, interleaved: each round asks every contestant for one sample of the same case, and the
 * median of the rounds counts. Writes docs/performance.json, the tables of docs/performance.md and the figures; with `--only`
 * the kinds asked for take the place of those that are there, and `--quick` prints and writes nothing. `--tables`
 * measures nothing and writes the page anew. Kinds: step, hvp, products, jobs, scale, seeds, flow, sweep, profile, against.
 */
import { spawnSync } from 'node:child_process';
import { parseArgs } from 'node:util';
import { oneCore } from './affinity.ts';
import { against } from './against.ts';
import { contestants, here, threadSettings } from './contestants.ts';
import { draw } from './figure.ts';
import type { Flow } from './flow-table.ts';
import { goalsTable } from './goals.ts';
import { measure } from './measure.ts';
import type { Shape } from './network.ts';
import { writePage } from './page.ts';
import { writeProblem } from './problem.ts';
import type { ProfileRow } from './profile-table.ts';
import { type Case, once } from './protocol.ts';
import { commit, keep, kept, merged, nothing, type Results } from './results.ts';
import { type ScaleRow, scaleCounts, scaleWidths } from './scale-table.ts';
import type { SeedsRow } from './seeds-table.ts';
import { sweep } from './sweep.ts';
import { jobsTable, type Row, table } from './table.ts';

const { values } = parseArgs({
  options: {
    python: { type: 'string' },
    quick: { type: 'boolean', default: false },
    only: { type: 'string' },
    threads: { type: 'string' },
    against: { type: 'string', default: '5b541cb' },
    tables: { type: 'boolean', default: false },
  },
});

const small: Shape = { kind: 'mlp', widths: [32, 32] };
const large: Shape = { kind: 'mlp', widths: [200, 200] };
const conv: Shape = { kind: 'cnn', widths: [6, 16] };
const sizes = values.quick ? [8, 128, 1000] : [1, 8, 32, 128, 1000, 5000];
const rounds = values.quick ? 3 : 5;
const loss = 'cross-entropy';

const steps = [small, large, conv].flatMap((network) =>
  (['step', 'hvp', 'products'] as const).flatMap((kind) =>
    sizes
      .filter((B) => network.kind === 'mlp' || (B <= 1000 && kind !== 'products'))
      .map((B): Case => ({ kind, network, loss, B })),
  ),
);
const jobs: readonly Case[] = [
  ...[small, large].flatMap((network) =>
    [500, 5000].map((B): Case => ({ kind: 'trace', network, loss, B })),
  ),
  ...[small, large].flatMap((network) =>
    (['traceTo', 'lambda', 'density'] as const).map(
      (kind): Case => ({ kind, network, loss, B: 1000 }),
    ),
  ),
  { kind: 'threshold', network: small, loss: 'squared-error', B: 500 },
  { kind: 'target', network: small, loss: 'squared-error', B: 1000 },
];
const only = values.only?.split(',');
const asked = (kind: string) => only?.includes(kind) ?? true;
const by = commit();

/** What a part takes its place in; a complete run begins anew. */
const before = only === undefined && values.threads === undefined ? nothing() : kept();
let found: Results = { rows: [] };
/** After each case, so that a run cut short keeps what it has measured. */
const add = (now: Partial<Results>): void => {
  found = { ...found, ...now };
  if (!values.quick) keep(merged(before, found, by));
};

if (!values.tables) await measureAll();
if (values.quick) print();
else {
  const all = kept();
  writePage(all);
  if (all.scale !== undefined) draw(all.rows, all.scale, rounds);
  console.log(goalsTable(all));
}

async function measureAll(): Promise<void> {
  const wanted = [...steps, ...jobs].filter(({ kind }) => asked(once(kind) ? 'jobs' : kind));
  const file = wanted.length > 0 ? await writeProblem([small, large, conv]) : '';
  for (const threads of values.threads?.split(',').map(Number) ?? (values.quick ? [1] : [1, 2])) {
    // Jobs are made of products, so that two threads need no column of their own there.
    const cases = wanted.filter(
      (c) => threads === 1 || (c.network.kind === 'mlp' && steps.includes(c)),
    );
    if (cases.length === 0) continue;
    const field = contestants(threads, values.python);
    for (const c of field) await c.tell({ order: 'load', file });
    for (const c of cases) add({ rows: [...found.rows, await measure(field, c, threads, rounds)] });
    for (const c of field) c.end();
  }
  if (values.quick && only === undefined) return;
  if (asked('scale')) {
    const scale = scaleWidths.flatMap((width) =>
      scaleCounts.map((n) => alone<ScaleRow>('scale.ts', String(width), String(n))),
    );
    add({ scale });
  }
  if (asked('seeds'))
    add({ seeds: scaleWidths.flatMap((w) => alone<SeedsRow[]>('seeds.ts', String(w))) });
  if (asked('flow')) add({ flow: alone<Flow>('flow.ts') });
  if (asked('profile')) add({ profile: alone<ProfileRow[]>('profile.ts') });
  if (asked('sweep')) add({ sweep: await sweep(values.python, values.quick ? 1 : 3) });
  if (asked('against')) add({ against: against(values.against, values.quick ? 1 : 3) });
}

/** What a quick run found, as tables. */
function print(): void {
  const titleOf = ({ case: c, threads }: Row) =>
    `${once(c.kind) ? 'jobs' : c.kind}, ${threads} thread(s)`;
  for (const title of new Set(found.rows.map(titleOf))) {
    const rows = found.rows.filter((row) => titleOf(row) === title);
    console.log(`\n${title}\n\n${once(rows[0]!.case.kind) ? jobsTable(rows) : table(rows)}`);
  }
  console.log(`\n${goalsTable(found)}`);
}

/** What a script prints, in a process of its own, on one thread like the other contestants. */
function alone<T>(file: string, ...args: readonly string[]): T {
  const argv = [...oneCore, process.execPath, '--import', 'tsx', here(file), ...args];
  const { status, stdout } = spawnSync(argv[0]!, argv.slice(1), {
    env: { ...process.env, ...threadSettings(1) },
    stdio: ['ignore', 'pipe', 'inherit'],
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`bench/${file} ended with ${status}`);
  return JSON.parse(stdout) as T;
}
