/**
 * Exchanges the arms of recorded claims at random within each seed, and counts how often directional statements come out supported:
 * `node --import tsx bench/claims-null.ts runs/theory [--draws 2000]`, after `flowlab verify`.
 */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { rng } from '../src/core/random.ts';
import { hasPlan } from '../src/lab/records/plan.ts';
import { existingStore } from '../src/lab/records/store.ts';
import { tableOf } from '../src/report/predictions/table.ts';
import { exchanged, type Support, shuffled, supportOf } from '../test/support/opposites/null.ts';
import { directionalOf } from '../test/support/opposites/null-worlds.ts';
import { planOf } from '../test/support/opposites/plan.ts';

const { values, positionals } = parseArgs({
  options: { draws: { type: 'string', default: '2000' } },
  allowPositionals: true,
});
const [root = 'runs/theory'] = positionals;
const draws = Number(values.draws);

const all: Support[] = [];
for (const id of readdirSync(root).sort()) {
  if (!hasPlan(join(root, id))) continue;
  const store = existingStore(join(root, id));
  const { experiment, runs } = store.readExperiment();
  if (experiment.predictions === undefined) continue;
  const table = tableOf(runs.filter((run) => store.has(run.id)).map((run) => store.read(run.id)));
  const seeds = new Set(table.rows.map(({ seed }) => seed)).size;
  const stream = rng(3).fork(id);
  for (const statement of directionalOf(planOf(experiment))) {
    const only = exchanged(statement);
    const draw = () => ({ ...table, rows: shuffled(table.rows, stream, only) });
    const found = supportOf([statement], draws, draw)[0]!;
    all.push(found);
    console.log(`${id}: ${found.id}  ${percent(found.supported / draws)}  (${seeds} seeds)`);
  }
}
const supported = all.reduce((sum, one) => sum + one.supported, 0);
console.log(`all ${all.length}: ${percent(supported / (all.length * draws))}`);

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}
