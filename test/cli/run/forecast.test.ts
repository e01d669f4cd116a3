import { spawnSync } from 'node:child_process';
import { readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { existingStore } from '../../../src/lab/records/store.ts';
import { flowlab, main, temporaryFolder } from '../../support/command-line.ts';

const folder = temporaryFolder();
afterAll(folder.remove);

/** What differs from one experiment to the next in what it costs. */
const experiments = {
  descent: `
methods: [{ method: gradient-descent, rate: [0.05, 0.1] }]
stop: { loss: 0.05 }`,
  batches: `
methods: [{ method: sgd, rate: 0.1, batch: [8, 64] }]
stop: { steps: 8000 }
measure: { snapshots: [5, 20] }`,
  flow: `
methods: [{ method: gradient-flow }]
stop: { time: 50 }
measure: { trace: false, threshold: false }`,
  wide: `
network: { kind: mlp, hidden: [200, 200] }
methods: [{ method: heavy-ball, rate: 0.02, batch: 128 }]
stop: { epochs: 200 }
measure: { trace: false, sharpness: false, threshold: false }`,
};

const call = (...args: readonly string[]) => flowlab(folder.path, ['run', ...args]);
const ahead = (...args: readonly string[]) =>
  JSON.parse(call(...args, '--dry-run', '--json').out).ahead as {
    readonly seconds: number;
    readonly bytes: number;
    readonly factor: number;
    readonly runs: number;
    readonly basis: Readonly<Record<string, number>>;
  };

/** Computes an experiment, one run at a time; gives the seconds of a processor that this took, which what else the machine does makes no longer. */
function processorSeconds(id: string, ...args: readonly string[]): number {
  const command = [process.execPath, main, 'run', `${id}.yaml`, '--jobs', '1', ...args];
  // A shard draws no report.
  const done = spawnSync('bash', ['-c', '"$@" --shard 1/1 >/dev/null; times', '_', ...command], {
    cwd: folder.path,
    encoding: 'utf8',
  });
  const [, children] = done.stdout.trim().split('\n');
  const spent = [...children!.matchAll(/(\d+)m([\d.]+)s/g)].map(([, m, s]) => 60 * +m! + +s!);
  expect(spent).toHaveLength(2);
  return spent[0]! + spent[1]!;
}

/** Seconds that the runs took, and bytes of their records. */
function truth(id: string): { readonly seconds: number; readonly bytes: number } {
  const store = existingStore(join(folder.path, 'runs', id));
  const sizes = store.ids().flatMap((run) => {
    const path = join(store.folder, run);
    return readdirSync(path).map((name) => statSync(join(path, name)).size);
  });
  const seconds = store.ids().reduce((sum, run) => sum + store.taken(run).seconds, 0);
  return { seconds, bytes: sizes.reduce((a, b) => a + b, 0) };
}

/** Within a factor of each other. */
function near(a: number, b: number, factor: number, what: string): void {
  expect(Math.max(a / b, b / a), `${what}: ${a} for ${b}`).toBeLessThan(factor);
}

describe.each(Object.entries(experiments))('what a dry run says of %s', (id, text) => {
  test('comes true within its factor, by the model and then by records', () => {
    writeFileSync(
      join(folder.path, `${id}.yaml`),
      `question: What does it cost?\ndata: { name: glyphs, train: 500, test: 1000 }\nseeds: 2${text}\n`,
    );
    const model = ahead(`${id}.yaml`, '--jobs', '1');
    expect(model.basis.model).toBe(model.runs);
    const spent = processorSeconds(id);
    const first = truth(id);
    near(model.bytes, first.bytes, 1.25, 'bytes by the model');
    near(model.seconds, spent, model.factor, 'seconds by the model');
    const records = ahead(`${id}.yaml`, '--jobs', '1', '--set', 'seeds=[7, 8]');
    expect(records.basis.arm).toBe(records.runs);
    processorSeconds(id, '--set', 'seeds=[7, 8]');
    const both = truth(id);
    near(records.bytes, both.bytes - first.bytes, 1.1, 'bytes by records');
    // On a machine that others use it is the machine that changes most.
    near(records.seconds, both.seconds - first.seconds, 2 * records.factor, 'seconds by records');
    expect(ahead(`${id}.yaml`, '--set', 'seeds=[7, 8]').runs).toBe(0);
  }, 600_000);
});
