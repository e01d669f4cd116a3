/**
 * Measures the lab side by side with its peers: `npm run bench -- [--python path] [--quick] [--only kinds]`.
 *
 * In one run, interleaved: each round asks every contestant for one sample of the same case, and the
 * median of the rounds counts. A complete run writes docs/performance.json and the figures; tables go to
 * standard output.
 */
import { writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { parseArgs } from 'node:util';
import { oneCore } from './affinity.ts';
import { contestants } from './contestants.ts';
import { draw } from './figure.ts';
import { measure } from './measure.ts';
import type { Shape } from './network.ts';
import { writeProblem } from './problem.ts';
import type { Case } from './protocol.ts';
import { type Row, tables } from './table.ts';

const { values } = parseArgs({
  options: {
    python: { type: 'string' },
    quick: { type: 'boolean', default: false },
    only: { type: 'string' },
    threads: { type: 'string' },
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
const probes: readonly Case[] = [
  ...[small, large].flatMap((network) =>
    [500, 5000].map((B): Case => ({ kind: 'trace', network, loss, B })),
  ),
  { kind: 'threshold', network: small, loss: 'squared-error', B: 500 },
];
const only = values.only?.split(',');
const asked = (kind: string) => only === undefined || only.includes(kind);

const machine = {
  cpu: cpus()[0]!.model.trim(),
  cores: cpus().length,
  memoryGiB: Math.round(totalmem() / 2 ** 30),
  node: process.versions.node,
  rounds,
  oneThread: oneCore.length > 0 ? `held to one core by ${oneCore.join(' ')}` : 'not held to a core',
};
const rows: Row[] = [];
const complete = !values.quick && only === undefined && values.threads === undefined;
const save = (): void => {
  if (complete)
    writeFileSync('docs/performance.json', `${JSON.stringify({ machine, rows }, null, 1)}\n`);
};

const file = await writeProblem([small, large, conv]);
for (const threads of values.threads?.split(',').map(Number) ?? (values.quick ? [1] : [1, 2])) {
  // Probes are made of products, so that two threads need no column of their own there.
  const cases = [...steps, ...(threads === 1 ? probes : [])].filter(
    ({ kind, network }) => asked(kind) && (threads === 1 || network.kind === 'mlp'),
  );
  if (cases.length === 0) continue;
  const field = contestants(threads, values.python);
  for (const c of field) await c.tell({ order: 'load', file });
  for (const c of cases) {
    rows.push(await measure(field, c, threads, rounds));
    // After each case, so that a run cut short keeps what it has measured.
    save();
  }
  for (const c of field) c.end();
}
console.log(tables(rows));
if (complete) draw(rows, rounds);
