import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import type { Estimate } from '../../../src/core/estimate.ts';
import { existingStore } from '../../../src/lab/records/store.ts';
import { ndarray } from '../../../src/problems/data/npy.ts';
import { parseNpz, writeNpz } from '../../../src/problems/data/npz.ts';
import { flowlab, temporaryFolder } from '../../support/command-line.ts';

const folder = temporaryFolder();
afterAll(folder.remove);
const at = (...names: readonly string[]) => join(folder.path, ...names);

writeFileSync(
  at('small.yaml'),
  `
question: Does double precision go all the way?
data: { name: glyphs, train: 20, test: 20 }
network: { kind: linear }
methods: [{ method: gradient-descent, rate: 0.1 }]
seeds: 1
stop: { steps: 10 }
measure: { trace: { relativeError: 0.5 }, threshold: false }
`,
);

const scalarsOf = (text: string): Record<string, Estimate> => {
  const { measures } = JSON.parse(text) as { measures: { scalars: Record<string, Estimate> }[] };
  return Object.assign({}, ...measures.map(({ scalars }) => scalars));
};

describe('an experiment in both precisions', () => {
  const { code, err } = flowlab(folder.path, [
    ...['run', 'small.yaml', '--set', 'precision=[single, double]', '--out', 'report'],
  ]);
  const store = existingStore(at('runs', 'small'));
  const runs = store.ids().map((id) => store.read(id));
  const of = (precision: string) =>
    runs.find(({ manifest }) => manifest.engine.precision === precision)!;
  const weightsOf = (id: string) => {
    const file = at('runs', 'small', id, 'weights.npz');
    return Object.values(parseNpz(readFileSync(file), file));
  };

  test('is recorded with what each was computed in, and in its numbers', () => {
    expect(err).not.toContain('Failed');
    expect(code).toBe(0);
    expect(runs.map(({ manifest }) => manifest.engine.precision).sort()).toEqual([
      'double',
      'single',
    ]);
    expect(of('double').spec.precision).toBe('double');
    for (const { data } of weightsOf(of('double').id)) expect(data).toBeInstanceOf(Float64Array);
    for (const { data } of weightsOf(of('single').id)) expect(data).toBeInstanceOf(Float32Array);
    const [double, single] = [of('double').manifest.loss, of('single').manifest.loss];
    expect(Math.fround(double)).not.toBe(double);
    expect(Math.fround(single)).toBe(single);
    expect(Math.abs(double / single - 1)).toBeLessThan(1e-5);
  });

  test('and its report says so', () => {
    const report = readFileSync(at('report', 'report.md'), 'utf8');
    expect(report).toContain('single precision or double precision');
    expect(report).toContain('GD η = 0.1, double precision');
    expect(report).toMatch(/Engine: native \S+, single; native \S+, double/);
  });

  test('a run’s folder is probed in its own precision, or in another if asked', () => {
    const { id, scalars } = of('double');
    const probe = (...flags: readonly string[]) =>
      flowlab(folder.path, ['probe', join('runs', 'small', id), 'gap', 'sharpness', ...flags]);
    const own = JSON.parse(probe('--json').out) as { engine: { precision: string } };
    expect(own.engine.precision).toBe('double');
    const found = scalarsOf(JSON.stringify(own));
    for (const name of ['trainLoss', 'sharpness'])
      expect(found[name]!.value).toBe(scalars[name]!.value);
    expect(probe().out.split('\n')[0]).toMatch(/, double precision$/);
    const rounded = probe('--json', '--precision', 'single');
    expect(rounded.err).toBe(
      `${at('runs', 'small', id, 'weights.npz')} holds float64 weights, which single precision rounds to float32: --precision double keeps them\n`,
    );
    const { value } = scalarsOf(rounded.out).trainLoss!;
    expect(value).not.toBe(scalars.trainLoss!.value);
    expect(Math.abs(value / scalars.trainLoss!.value - 1)).toBeLessThan(1e-5);
  });
});

describe('double precision off the native engine is refused in one line, with exit code 2:', () => {
  const refused =
    'needs the native engine, and wasm computes in single precision: use --engine native, or precision single';

  test('run', () => {
    const { code, err } = flowlab(folder.path, [
      ...['run', 'small.yaml', '--set', 'precision=double', '--engine', 'wasm'],
    ]);
    expect(code).toBe(2);
    expect(err.trim().split('\n')).toHaveLength(1);
    expect(err).toContain(`precision: double ${refused}`);
  });

  test('run, and XLA likewise', () => {
    const { code, err } = flowlab(folder.path, [
      ...['run', 'small.yaml', '--set', 'engine.xla=on', '--engine', 'wasm'],
    ]);
    expect(code).toBe(2);
    expect(err.trim().split('\n')).toHaveLength(1);
    expect(err).toContain('engine.xla: on needs the native engine, and this is wasm');
  });

  test('probe', () => {
    const w = ndarray(new Float64Array(7840).fill(0.5), [784, 10]);
    writeFileSync(at('w.npz'), writeNpz({ w, b: ndarray(new Float64Array(10)) }));
    const { code, err } = flowlab(folder.path, [
      ...['probe', 'w.npz', 'gap', '--dataset', 'glyphs', '--train', '20', '--test', '20'],
      ...['--network', '784-10', '--precision', 'double', '--engine', 'wasm'],
    ]);
    expect(code).toBe(2);
    expect(err.trim().split('\n')).toHaveLength(1);
    expect(err).toContain(`--precision double ${refused}`);
  });
});

test('float64 weights that float32 holds are rounded by nothing, and nothing is said', () => {
  const { code, err } = flowlab(folder.path, [
    ...['probe', 'w.npz', 'gap', '--dataset', 'glyphs', '--train', '20', '--test', '20'],
    ...['--network', '784-10'],
  ]);
  expect([code, err]).toEqual([0, '']);
});

test('a run that begins from float64 weights says once that single precision rounds them', () => {
  const w = ndarray(new Float64Array(7840).fill(0.1), [784, 10]);
  writeFileSync(at('tenth.npz'), writeNpz({ w, b: ndarray(new Float64Array(10)) }));
  const run = (precision: string) =>
    flowlab(folder.path, [
      ...['run', 'small.yaml', '--set', 'network.init=tenth.npz', '--seeds', '2'],
      ...['--set', `precision=${precision}`, '--out', 'from-file', '--runs', 'more'],
    ]).err;
  const said = /tenth\.npz holds float64 weights, which single precision rounds to float32: /g;
  expect(run('single').match(said)).toHaveLength(1);
  expect(run('double').match(said)).toBeNull();
});
