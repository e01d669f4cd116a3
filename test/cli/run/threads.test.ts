import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { cacheDir } from '../../../src/cli/host/environment.ts';
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

/** The tests themselves run with one thread set; empty counts as not set. */
const unset = { TF_NUM_INTRAOP_THREADS: '' };

function runs(
  flags: readonly string[],
  env: Record<string, string>,
  where: string,
  name = 'small',
) {
  const call = flowlab(folder.path, ['run', `${name}.yaml`, '--runs', where, ...flags], env);
  expect(call.code).toBe(0);
  const store = existingStore(join(folder.path, where, name));
  const [id] = store.ids();
  return { ...call, ids: store.ids(), ...store.read(id!).manifest };
}

describe('threads', () => {
  const standard = runs(['--engine', 'native'], unset, 'standard');

  test('of a light run are one, by default', () => {
    expect(standard.err).toContain('1 at a time, 1 thread each');
    expect(standard.err).not.toContain('Timing');
    expect(standard.threads).toEqual({ intraOp: 1, interOp: 1, chosen: 'default' });
    expect(standard.environment.TF_NUM_INTRAOP_THREADS).toBe('1');
  });

  test('asked for are in the manifest, in the name of the run and in the command', () => {
    const asked = runs(['--engine', 'native', '--threads', '2'], unset, 'asked');
    expect(asked.err).toContain('2 threads each');
    expect(asked.threads).toEqual({ intraOp: 2, interOp: 1, chosen: 'user' });
    expect(asked.environment.TF_NUM_INTRAOP_THREADS).toBe('2');
    expect(asked.ids).not.toEqual(standard.ids);
    const plan = readFileSync(join(folder.path, 'asked', 'small', 'experiment.json'), 'utf8');
    expect((JSON.parse(plan) as { command: string }).command).toContain('--threads 2');
  });

  test('set by TF_NUM_INTRAOP_THREADS are kept, unless --threads says otherwise', () => {
    const env = { TF_NUM_INTRAOP_THREADS: '2' };
    const set = runs(['--engine', 'native'], env, 'set');
    expect(set.threads).toEqual({ intraOp: 2, interOp: 1, chosen: 'user' });
    const both = runs(['--engine', 'native', '--threads', '1'], env, 'both');
    expect(both.threads).toEqual({ intraOp: 1, interOp: 1, chosen: 'user' });
  });

  test('leave the name of a run alone where they are the same, however chosen', () => {
    const [flag, variable] = [
      runs(['--engine', 'native', '--threads', '1'], unset, 'flag'),
      runs(['--engine', 'native'], { TF_NUM_INTRAOP_THREADS: '1' }, 'variable'),
    ];
    expect([flag.ids, variable.ids]).toEqual([standard.ids, standard.ids]);
    // Which of its runs are open, and how many at a time, changes nothing either.
    expect(runs(['--engine', 'native', '--jobs', '1'], unset, 'standard').ids).toEqual(
      standard.ids,
    );
  });

  test('on WebAssembly are one', () => {
    const wasm = runs(['--engine', 'wasm'], unset, 'wasm');
    expect(wasm.err).toContain('1 thread each');
    expect(wasm.threads).toEqual({ intraOp: 1, interOp: 1, chosen: 'default' });
  });

  test.runIf(availableParallelism() > 1)(
    'of a single heavy run are timed once, and from then on the same',
    () => {
      const heavy = small.replace('train: 20', 'train: 400').replace('[8]', '[32]');
      writeFileSync(join(folder.path, 'heavy.yaml'), heavy);
      // A cache of its own, which knows native TensorFlow alone.
      const cache = join(folder.path, 'cache', 'flowlab');
      mkdirSync(cache, { recursive: true });
      for (const name of existsSync(cacheDir()) ? readdirSync(cacheDir()) : [])
        if (name.startsWith('tensorflow')) symlinkSync(join(cacheDir(), name), join(cache, name));
      const env = { ...unset, XDG_CACHE_HOME: join(folder.path, 'cache') };
      const cores = availableParallelism();
      const first = runs(['--engine', 'native'], env, 'first', 'heavy');
      expect(first.err).toContain(`Timing a step on 1 and on ${cores} threads`);
      const { chosen, times, intraOp } = first.threads;
      expect(chosen).toBe('calibrated');
      expect(times!.threads).toBe(cores);
      expect(intraOp).toBe(times!.one >= 1.2 * times!.many ? cores : 1);
      const second = runs(['--engine', 'native'], env, 'second', 'heavy');
      expect(second.err).not.toContain('Timing');
      expect(second.threads).toEqual(first.threads);
      expect(second.ids).toEqual(first.ids);
    },
  );
});
