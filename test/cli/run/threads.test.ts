import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { filesThatDiffer } from '../../../src/cli/shared/files-that-differ.ts';
import { existingStore } from '../../../src/lab/records/store.ts';
import { flowlab, temporaryFolder } from '../../support/command-line.ts';

const folder = temporaryFolder();
afterAll(folder.remove);

const small = `
data: { name: glyphs, train: 20, test: 20 }
network: { kind: mlp, hidden: [8] }
methods: [{ method: gradient-descent, rate: 0.1 }]
seeds: 1
stop: { steps: 3 }
measure: { trace: false, sharpness: false, threshold: false }
`;
writeFileSync(join(folder.path, 'small.yaml'), small);

/** The tests themselves run with one thread of each kind set; empty counts as not set. */
const unset = { TF_NUM_INTRAOP_THREADS: '', TF_NUM_INTEROP_THREADS: '' };

function runs(
  flags: readonly string[],
  env: Record<string, string>,
  where: string,
  name = 'small',
) {
  const call = flowlab(folder.path, ['run', `${name}.yaml`, '--runs', where, ...flags], {
    ...unset,
    ...env,
  });
  expect(call.code).toBe(0);
  const store = existingStore(join(folder.path, where, name));
  const [id] = store.ids();
  return { ...call, ids: store.ids(), ...store.read(id!).manifest };
}

describe('threads', () => {
  const standard = runs(['--engine', 'native'], {}, 'standard');

  test('of a light run are one, by default', () => {
    expect(standard.err).toContain('1 at a time, 1 thread each');
    expect(standard.threads).toEqual({ intraOp: 1, interOp: 1, chosen: 'default' });
  });

  test('asked for are in the manifest and in the command, and not in the name of the run', () => {
    const asked = runs(['--engine', 'native', '--threads', '2'], {}, 'asked');
    expect(asked.err).toContain('2 threads each');
    expect(asked.threads).toEqual({ intraOp: 1, interOp: 2, chosen: 'user' });
    expect(asked.environment).toMatchObject({
      ...{ TF_NUM_INTEROP_THREADS: '2', TF_NUM_INTRAOP_THREADS: '1' },
    });
    expect(asked.ids).toEqual(standard.ids);
    const plan = readFileSync(join(folder.path, 'asked', 'small', 'experiment.json'), 'utf8');
    expect((JSON.parse(plan) as { command: string }).command).toContain('--threads 2');
  });

  test('set by TF_NUM_INTEROP_THREADS are kept, unless --threads says otherwise', () => {
    const env = { TF_NUM_INTEROP_THREADS: '2' };
    const set = runs(['--engine', 'native'], env, 'set');
    expect(set.threads).toEqual({ intraOp: 1, interOp: 2, chosen: 'user' });
    const both = runs(['--engine', 'native', '--threads', '1'], env, 'both');
    expect(both.threads).toEqual({ intraOp: 1, interOp: 1, chosen: 'user' });
  });

  test('within an operation, which order its sums, give a run another name', () => {
    const within = runs(['--engine', 'native'], { TF_NUM_INTRAOP_THREADS: '2' }, 'within');
    expect(within.threads).toEqual({ intraOp: 2, interOp: 1, chosen: 'default' });
    expect(within.ids).not.toEqual(standard.ids);
  });

  test('on WebAssembly are one', () => {
    const wasm = runs(['--engine', 'wasm'], {}, 'wasm');
    expect(wasm.err).toContain('1 thread each');
    expect(wasm.threads).toEqual({ intraOp: 1, interOp: 1, chosen: 'default' });
  });

  test('of a single large run share out the cores', () => {
    const large = small.replace('train: 20', 'train: 1000');
    writeFileSync(join(folder.path, 'large.yaml'), large);
    const { threads } = runs(['--engine', 'native'], {}, 'large', 'large');
    expect(threads.interOp).toBe(Math.min(2, availableParallelism()));
  });
});

describe('on 1, 2 and 4 threads', () => {
  // Four pieces side by side of an mlp, and of a cnn a loop over sixteen.
  writeFileSync(
    join(folder.path, 'bytes.yaml'),
    `
data: { name: mnist, train: 2000, test: 20 }
network: [{ kind: mlp, hidden: [24] }, { kind: cnn, channels: [2] }]
methods:
  - { method: gradient-descent, rate: 0.1 }
  - { method: sgd, rate: 0.1, batch: 1000 }
seeds: 1
stop: { steps: 6 }
measure: { trace: { maxProbes: 16 }, sharpness: { maxIterations: 8 }, threshold: false }
`,
  );
  const all = [1, 2, 4].map((threads) =>
    runs(['--engine', 'native', '--threads', `${threads}`], {}, `on-${threads}`, 'bytes'),
  );
  const place = (threads: number, id: string) => join(folder.path, `on-${threads}`, 'bytes', id);

  test('weights, losses, products and traces of large sets have the same bytes', () => {
    const [{ ids }] = all as [(typeof all)[0]];
    expect(ids.length).toBe(4);
    expect(existsSync(join(place(1, ids[0]!), 'weights.npz'))).toBe(true);
    for (const [i, threads] of [2, 4].entries()) {
      expect(all[i + 1]!.threads.interOp).toBe(threads);
      expect(all[i + 1]!.ids).toEqual(ids);
      for (const id of ids)
        expect(filesThatDiffer(place(1, id), place(threads, id)), `${id} ${threads}`).toEqual([]);
    }
  });

  test('a run is reproduced on another number, which is no difference', () => {
    const [id] = all[2]!.ids;
    const { code, out } = flowlab(folder.path, ['reproduce', id!, '--runs', 'on-4'], {
      ...unset,
      TF_NUM_INTEROP_THREADS: '1',
    });
    expect(out).toBe(
      `${id}: every byte comes out the same, but for seconds\nCode, engine and data are those of the record.\n`,
    );
    expect(code).toBe(0);
  });
});
