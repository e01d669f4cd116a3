import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { between, type PairFlags } from '../../../src/cli/compare/between.ts';
import { InputError } from '../../../src/core/error.ts';
import type { Between } from '../../../src/lab/between/between.ts';
import { fromJson } from '../../../src/lab/records/json.ts';
import type { Run } from '../../../src/lab/records/record.ts';
import { existingStore } from '../../../src/lab/records/store.ts';
import { flowlab, temporaryFolder } from '../../support/command-line.ts';

const folder = temporaryFolder();
afterAll(folder.remove);
const at = (...parts: readonly string[]) => join(folder.path, ...parts);

const files = {
  nets: `
data: { name: glyphs, train: 40, test: 30 }
network: { kind: mlp, hidden: [[4], [5]] }
loss: cross-entropy
methods: [{ method: gradient-descent, rate: [0.1, 0.4] }]
seeds: [3, 4]
stop: { steps: 30 }
measure: { trace: false, sharpness: false, threshold: false }`,
  valley: `
data: { name: two-layer-linear, width: 3, curvature: 2, output: 1 }
precision: double
methods: [{ method: gradient-descent, rate: [0.1, 0.8] }]
seeds: [3]
stop: { steps: 40 }
measure: { trace: false, sharpness: false, threshold: false }`,
};
for (const [name, text] of Object.entries(files)) {
  writeFileSync(at(`${name}.yaml`), text);
  flowlab(folder.path, ['run', `${name}.yaml`, '--quiet']);
}
const runsOf = (name: string) => {
  const store = existingStore(at('runs', name));
  return store.ids().map((id) => store.read(id));
};
const nets = runsOf('nets');
const [one, two] = nets.filter(of(4, 3));
const [other] = nets.filter(of(4, 4));
const [wide] = nets.filter(of(5, 3));

function of(width: number, seed: number) {
  return ({ spec }: Run) =>
    spec.seed === seed && spec.network?.kind === 'mlp' && spec.network.hidden[0] === width;
}

describe('between two runs', () => {
  const call = flowlab(folder.path, [
    ...['compare', one!.id, two!.id, '--weights', '--line', '--points', '5', '--plane', other!.id],
    ...['--json', '--out', 'pictures', '--option', 'sharpness.tolerance=0.01'],
  ]);
  const found = fromJson(call.out) as Between;

  test('nothing is typed again: the ends of the line have the losses on record', () => {
    expect(call.code).toBe(0);
    const { at: places, scalars } = found.line!;
    expect(places).toEqual([-0.5, 0, 0.5, 1, 1.5]);
    expect(scalars[1]!.trainLoss!.value).toBe(one!.scalars.trainLoss!.value);
    // θ_A + (θ_B − θ_A), rounded to float32, is θ_B but for a last bit.
    const [end, recorded] = [scalars[3]!, two!.scalars];
    for (const key of ['trainLoss', 'testLoss'])
      expect(Math.abs(end[key]!.value / recorded[key]!.value - 1)).toBeLessThan(1e-5);
    expect(scalars.every(({ sharpness }) => sharpness!.converged)).toBe(true);
  });

  test('weights are as far apart as those on record', () => {
    const apart = [...one!.weights!].reduce((sum, w, i) => sum + (w - two!.weights![i]!) ** 2, 0);
    expect(Math.abs(found.similarity!.weights.distance / Math.sqrt(apart) - 1)).toBeLessThan(1e-6);
    expect(found.similarity!.functions!.representations.map(({ layer }) => layer)).toEqual([
      'hidden layer 1',
      'outputs',
    ]);
  });

  test('a run on other examples is measured on those of the first, and a line says so', () => {
    expect(call.err).toContain(
      `${other!.id} was trained on other examples or another loss (seed 4, not 3): all is measured on those of ${one!.id}`,
    );
    expect(found.plane!.points).toHaveLength(3);
  });

  test('figures and tables lie in a folder', () => {
    expect(readdirSync(at('pictures')).filter((name) => !name.startsWith('.'))).toEqual([
      ...[
        'between.json',
        'cka.csv',
        'cka.png',
        'line-accuracy.png',
        'line-loss.png',
        'line-sharpness.png',
        'line.csv',
      ],
      ...['plane.csv', 'plane.png', 'references.bib'],
    ]);
    expect(readFileSync(at('pictures', 'between.json'), 'utf8')).toBe(call.out);
    const pairs = readFileSync(at('pictures', 'cka.csv'), 'utf8').trimEnd().split('\n');
    expect(pairs).toHaveLength(5);
    expect(pairs[0]).toBe('layerOfA,layerOfB,cka,ckaStderr,plainCka');
    const cited = readFileSync(at('pictures', 'references.bib'), 'utf8');
    for (const key of ['kornblith2019', 'keskar2017', 'garipov2018']) expect(cited).toContain(key);
    const rows = readFileSync(at('pictures', 'line.csv'), 'utf8').trimEnd().split('\n');
    expect(rows[0]).toMatch(/^t,trainLoss,trainLossStderr,trainLossConverged,testLoss,/);
    expect(rows.map((row) => row.split(',')[0]).slice(1)).toEqual(['-0.5', '0', '0.5', '1', '1.5']);
    expect(readFileSync(at('pictures', 'plane.csv'), 'utf8').trimEnd().split('\n')).toHaveLength(
      26,
    );
  });
});

test('between two minima of a problem in closed form a chain is trained by the method that is asked for', () => {
  const [a, b] = runsOf('valley');
  const { code, out } = flowlab(folder.path, [
    ...['compare', a!.id, b!.id, '--curve', '--bend', 'chain', '--points', '3', '--steps', '40'],
    ...['--method', '{ method: gradient-descent, rate: 0.05 }', '--weights'],
  ]);
  expect(code).toBe(0);
  expect(out).toContain('two-layer-linear, 6 parameters');
  expect(out).toContain('On a trained curve from A to B (chain)');
  expect(out).toMatch(/mean loss along it from \S+( × \S+)? to/);
  expect(out).not.toContain('linear CKA');
  expect(existsSync(at('figures', `${a!.id.slice(0, 8)}-${b!.id.slice(0, 8)}`, 'curve.csv'))).toBe(
    true,
  );
});

describe('what does not fit is refused in one line that says what, which value and what to do:', () => {
  const flags = { runs: at('runs') };
  const a = one!.id;
  const b = two!.id;
  test.each<readonly [string, string, string, Omit<PairFlags, 'runs'>, string]>([
    [
      'other networks',
      ...([a, wide!.id] as const),
      { line: true },
      `${a} and ${wide!.id} have not one network: network.hidden is [4] in the one and [5] in the other; name runs of one network`,
    ],
    [
      'an experiment',
      ...(['nets', b] as const),
      { weights: true },
      'nets is no run: --weights, --line, --plane and --curve take runs, by name or folder',
    ],
    [
      'a line that goes backwards',
      ...([a, b] as const),
      { line: true, from: '2', to: '1' },
      '--from 2 does not lie before --to 1',
    ],
    [
      'no number',
      ...([a, b] as const),
      { line: true, from: 'left' },
      '--from left: give a number, such as -0.5',
    ],
    ['one point', ...([a, b] as const), { line: true, points: 1 }, '--points 1: give 2 or more'],
    [
      'an idle option',
      ...([a, b] as const),
      { weights: true, steps: 5 },
      '--steps is of no use without --curve: add one, or drop it',
    ],
    [
      'an unknown bend',
      ...([a, b] as const),
      { curve: true, bend: 'bezir' },
      '--bend bezir: write chain or bezier (did you mean "bezier"?)',
    ],
    [
      'an unknown method',
      ...([a, b] as const),
      { curve: true, method: '{ method: adm }' },
      '--method { method: adm }: ',
    ],
    [
      'larger batches than places',
      ...([a, b] as const),
      { curve: true, method: '{ method: sgd, rate: 0.1, batch: 17 }' },
      'its mini-batches are places along the curve, of which there are 16',
    ],
    [
      'a measure of a run',
      ...([a, b] as const),
      { line: true, along: 'gap,barrier' },
      'barrier is measured of a run or its start, and points between runs are neither: choose others with --along',
    ],
    [
      'an unknown measure',
      ...([a, b] as const),
      { line: true, along: 'gap,trcae' },
      'unknown measure "trcae" (did you mean "trace"?)',
    ],
  ])('%s', async (_, first, second, own, message) => {
    const refused = await between(first, second, { ...flags, ...own }).catch(
      (error: unknown) => error,
    );
    expect(refused).toBeInstanceOf(InputError);
    expect((refused as Error).message).toContain(message);
  });

  test('options of the line beside none of them', () => {
    const { code, out, err } = flowlab(folder.path, ['compare', a, b, '--engine', 'wasm']);
    expect([code, out]).toEqual([2, '']);
    expect(err).toBe(
      '--engine is of no use without --weights, --line, --plane or --curve: add one, or drop it\n',
    );
  });
});
