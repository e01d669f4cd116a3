import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import { probe as refused } from '../../../src/cli/probe/probe.ts';
import type { ProbeCommandFlags } from '../../../src/cli/probe/request.ts';
import { InputError } from '../../../src/core/error.ts';
import type { Estimate } from '../../../src/core/estimate.ts';
import { existingStore } from '../../../src/lab/records/store.ts';
import { flowlab, temporaryFolder } from '../../support/command-line.ts';

const folder = temporaryFolder();
afterAll(folder.remove);

/** Written by NumPy, see bench/peers/probes.py. */
for (const name of ['data', 'float32', 'float64', 'transposed', 'nan']) {
  const from = fileURLToPath(new URL(`../numpy/${name}.npz`, import.meta.url));
  copyFileSync(from, join(folder.path, `${name}.npz`));
}
const torch = JSON.parse(
  readFileSync(new URL('../numpy/pytorch.json', import.meta.url), 'utf8'),
) as Record<string, { trainLoss: number; trace: number; eigenvalues: number[] }>;

const data = ['--dataset', 'npz', '--path', 'data.npz', '--train', '30', '--test', '12'];
const small = [...data, '--network', '6-5-3 tanh'];

const at = (name: string) => join(folder.path, name);
const probe = (...args: readonly string[]) => flowlab(folder.path, ['probe', ...args]);

interface Printed {
  readonly parameters: number;
  readonly measures: readonly { readonly scalars: Readonly<Record<string, Estimate>> }[];
}
const scalarsOf = (text: string): Record<string, Estimate> =>
  Object.assign({}, ...(JSON.parse(text) as Printed).measures.map(({ scalars }) => scalars));

describe('weights written by NumPy have the trace and the sharpness that PyTorch gives them:', () => {
  test.each([
    ['float32.npz', 'squared-error'],
    ['float64.npz', 'cross-entropy'],
  ])('%s, %s', (file, loss) => {
    const option = ['--option', 'trace.relativeError=0.02', '--option', 'trace.maxProbes=4000'];
    const { code, out, err } = probe(
      ...[file, ...small, '--loss', loss, '--json', 'gap', 'trace', 'sharpness', ...option],
    );
    expect(err).toBe('');
    expect(code).toBe(0);
    const { trainLoss, trace, sharpness } = scalarsOf(out);
    const exact = torch[loss]!;
    // Float32 losses and products of 30 examples: 1e-5 is a hundred times their round-off.
    expect(Math.abs(trainLoss!.value / exact.trainLoss - 1)).toBeLessThan(1e-5);
    expect(Math.abs(sharpness!.value / exact.eigenvalues.at(-1)! - 1)).toBeLessThan(1e-5);
    expect(trace!.stderr / Math.abs(trace!.value)).toBeLessThanOrEqual(0.02);
    expect(Math.abs(trace!.value - exact.trace)).toBeLessThan(4 * trace!.stderr);
  });
});

const yaml = `
data: { name: glyphs, train: 60, test: 60 }
network: { kind: mlp, hidden: [8], activation: relu }
loss: cross-entropy
methods: [{ method: sgd, rate: 0.1, batch: 10 }]
seeds: [3]
stop: { steps: 40 }
measure: { trace: { relativeError: 0.2 }, threshold: { width: 0.3, steps: 20 } }
`;
writeFileSync(join(folder.path, 'one.yaml'), yaml);
flowlab(folder.path, ['run', 'one.yaml']);
const store = existingStore(join(folder.path, 'runs', 'one'));
const [id] = store.ids();
const recorded = store.read(id!).scalars;
const run = join('runs', 'one', id!);

describe('the weights of a run', () => {
  /** Seconds differ from one time to the next, and nothing else. */
  const timeless = (scalars: Readonly<Record<string, Estimate>>) =>
    Object.fromEntries(
      Object.entries(scalars).map(([name, { cost, ...rest }]) => [
        name,
        { ...rest, gradients: cost.gradients, hvps: cost.hvps },
      ]),
    );

  test('have the numbers of the run, to the last bit, when its folder is probed', () => {
    const { code, out } = probe(run, 'gap', 'trace', 'sharpness', 'threshold', '--json');
    expect(code).toBe(0);
    expect(Object.keys(recorded)).toHaveLength(10);
    expect(timeless(scalarsOf(out))).toEqual(timeless(recorded));
  });

  test('and when the file is probed with its data, network, loss and seed', () => {
    const { code, out } = probe(
      ...[join(run, 'weights.npz'), '--dataset', 'glyphs', '--train', '60', '--test', '60'],
      ...['--network', '784-8-10 relu', '--loss', 'cross-entropy', '--seed', '3', '--json'],
      ...['gap', 'trace', 'sharpness', '--option', 'trace.relativeError=0.2'],
    );
    expect(code).toBe(0);
    const { initialSharpness: _, threshold: __, ...end } = timeless(recorded);
    expect(timeless(scalarsOf(out))).toEqual(end);
  });
});

test('a table shows value, error, interval and cost, and says what did not converge', () => {
  const { code, out } = probe(
    ...['float32.npz', ...small, 'sharpness', 'trace', '--option', 'sharpness.maxIterations=3'],
  );
  expect(code).toBe(0);
  const [title, , head, sharpness, trace] = out.split('\n');
  expect(title).toBe('MLP 6-5-3 tanh, 53 parameters, squared-error, seed 0');
  expect(head!.trim().split(/\s+/)).toEqual([
    ...['value', 'interval', 'gradients', 'HVPs', 'seconds'],
  ]);
  expect(sharpness).toMatch(
    /^sharpness +\d[\d.]* ± [\d.]+ +\[.+, .+\] +0 +6 +[\d.]+ +not converged$/,
  );
  expect(trace).toMatch(/^trace +[\d.]+ ± [\d.]+ +\[[\d.]+, [\d.]+\] +0 +\d+ +[\d.]+$/);
});

test('--out writes what --json prints, and does not overwrite', () => {
  mkdirSync(join(folder.path, 'out'));
  const call = ['float32.npz', ...small, 'gap', '--json', '--out', 'out/a.json'];
  const first = probe(...call);
  const written = () => readFileSync(join(folder.path, 'out', 'a.json'), 'utf8');
  expect(first.code).toBe(0);
  expect(written()).toBe(first.out);
  expect(JSON.parse(written())).toMatchObject({ seed: 0, loss: 'squared-error', parameters: 53 });
  writeFileSync(join(folder.path, 'out', 'a.json'), 'mine');
  const again = probe(...call);
  expect([again.code, again.out, written()]).toEqual([2, '', 'mine']);
  expect(again.err).toBe('out/a.json exists: choose another file, or overwrite it with --force\n');
  expect(probe(...call, '--force').code).toBe(0);
  expect(written()).toContain('"parameters": 53');
});

test('--list names the measures, with cost and options', () => {
  const { code, out } = probe('--list');
  expect(code).toBe(0);
  expect(out).toContain('trace ');
  expect(out).toContain('{ relativeError: 0.03, maxProbes: 2000 }');
});

test.each([
  ['no weights', [], 'name an .npz, or the folder of a run'],
  [
    'an unknown measure',
    ['float32.npz', ...small, 'trcae'],
    'unknown measure "trcae" (did you mean "trace"?)',
  ],
  [
    'weights of another shape',
    ['float32.npz', ...data, '--network', '6-4-3 tanh', 'trace'],
    'array arr_0 has shape [6, 5], but MLP 6-4-3 tanh needs [6, 4]',
  ],
])('the command line answers %s with one line and exit code 2', (_name, args, message) => {
  const { code, out, err } = probe(...args);
  expect(code).toBe(2);
  expect(out).toBe('');
  expect(err.trimEnd().split('\n')).toHaveLength(1);
  expect(err).toContain(message);
});

describe('what does not fit is refused in one line that says what, which value and what to do:', () => {
  const data = { dataset: 'npz', path: at('data.npz'), train: '30', test: '12' };
  const small = { ...data, network: '6-5-3 tanh' };
  const own = join('runs', 'one', id!);
  test.each<readonly [string, string, readonly string[], ProbeCommandFlags, string]>([
    ['no measure', 'float32.npz', [], small, 'name what to measure: gap, trace'],
    [
      'a missing file',
      'nowhere.npz',
      ['trace'],
      small,
      `${at('nowhere.npz')} does not exist: give an .npz file, or the folder of a run`,
    ],
    [
      'a file of another kind',
      'one.yaml',
      ['trace'],
      small,
      'is no .npz: save the weights with numpy.savez',
    ],
    ['a folder that is no run', '.', ['trace'], {}, "is no run's folder: it has no spec.json"],
    ['no dataset', 'float32.npz', ['trace'], {}, '--dataset is missing: name one, such as mnist'],
    ['no network', 'float32.npz', ['trace'], data, '--network is missing: write its layers'],
    [
      'an unknown dataset',
      'float32.npz',
      ['trace'],
      { dataset: 'minst', network: 'mlp' },
      '--dataset minst: unknown dataset "minst" in data (did you mean "mnist"?)',
    ],
    [
      'weights the other way round',
      'transposed.npz',
      ['trace'],
      small,
      'array arr_0 has shape [5, 6], but MLP 6-5-3 tanh needs [6, 5]; save its transpose, inputs first',
    ],
    [
      'another number of arrays',
      'float32.npz',
      ['trace'],
      { ...data, network: '6-3' },
      'has 4 arrays, but linear 6-3 has 2: give one per weight array',
    ],
    [
      'weights that are not finite',
      'nan.npz',
      ['trace'],
      small,
      'array 3 of 4 holds NaN at entry 5; weights must be finite float32 numbers',
    ],
    [
      'layers that do not fit the data',
      'float32.npz',
      ['trace'],
      { ...data, network: '7-5-3 tanh' },
      '--network has 7 inputs and 3 outputs, but npz needs 6 and 3',
    ],
    [
      'an activation that is none',
      'float32.npz',
      ['trace'],
      { ...data, network: '6-5-3 tahn' },
      '--network 6-5-3 tahn: unknown network kind "6-5-3 tahn" in network (known: linear, mlp, cnn, module)',
    ],
    [
      'a number in words',
      'float32.npz',
      ['trace'],
      { ...small, train: 'all' },
      '--train all: data.train must be a number, got "all": give a number of training examples',
    ],
    [
      'an option of another measure',
      'float32.npz',
      ['trace'],
      { ...small, option: ['sharpness.tolerance=0.1'] },
      '--option sharpness.tolerance=0.1: sharpness is not measured here; measured: trace',
    ],
    [
      'an unknown option of a measure',
      'float32.npz',
      ['trace'],
      { ...small, option: ['trace.relativError=0.1'] },
      'unknown key "relativError" in measure.trace (did you mean "relativeError"?)',
    ],
    [
      'an option out of range',
      'float32.npz',
      ['trace'],
      { ...small, option: ['trace.relativeError=2'] },
      '--option trace.relativeError=2: measure.trace.relativeError must be < 1, got 2',
    ],
    [
      'several networks',
      'float32.npz',
      ['trace'],
      { ...small, set: ['network.activation=[tanh, relu]'] },
      'the options describe several networks or data sets: give one value each',
    ],
    [
      'an unwritable file',
      'float32.npz',
      ['trace'],
      { ...small, out: at('no/where.json') },
      'cannot write to',
    ],
    [
      'data of its own for a run',
      own,
      ['trace'],
      { centre: false },
      `--no-centre is not used: the run in ${at(own)} has its own; drop it`,
    ],
  ])('%s', async (_name, where, names, flags, message) => {
    const error: unknown = await refused(at(where), names, flags).catch((e: unknown) => e);
    expect(error).toBeInstanceOf(InputError);
    expect((error as Error).message).toContain(message);
    expect((error as Error).message).not.toContain('\n');
  });
});
