import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { openEngine } from '../../../src/engine/backend.ts';
import { imageCache } from '../../../src/lab/data/image-cache.ts';
import { fileSources } from '../../../src/lab/data/sources.ts';
import { ownSums } from '../../../src/lab/records/input-checksums.ts';
import { execute } from '../../../src/lab/run/execute.ts';
import { preflight } from '../../../src/lab/runner/preflight.ts';
import { openTask } from '../../../src/lab/task/task.ts';
import { expectNoLeaks } from '../../support/expect-no-leaks.ts';
import { relativeError } from '../../support/networks-and-losses.ts';
import { complaint, scratchFolder } from '../../support/scratch-folder.ts';
import { specsOf } from '../../support/standard-experiment.ts';

beforeAll(async () => {
  await openEngine('native');
});
expectNoLeaks();

const folder = scratchFolder();
const places = { cacheDir: '/nowhere', baseDir: '/nowhere', offline: true };
const load = imageCache();
const sources = fileSources(places, load);

let files = 0;
function written(text: string): string {
  const path = join(folder, `own-${files++}.ts`);
  writeFileSync(path, text);
  return path;
}
const specOf = (network: string, rest = '') =>
  specsOf(`
data: { name: glyphs, train: 20, test: 20 }
network: { ${network} }
methods: [{ method: sgd, rate: 0.1, batch: 8 }]
seeds: 1
stop: { steps: 6 }
measure: { threshold: false, trace: false, matrices: true, kernel: { examples: 3 } }
${rest}`)[0]!;

/** The linear model of the lab, with cross-entropy; the same initial weights by the same draws. */
const regression = `
export default ({ ops, inputs, outputs }) => ({
  shapes: [[inputs, outputs], [outputs]],
  apply: ([W, b], x) => ops.add(ops.matMul(x, W), b),
  loss: (f, y) => ops.crossEntropy(f, y),
});`;

test.each(['', 'precision: double', 'network.linearised'])(
  'a run of a module is that of the same network and loss of the lab: %s',
  async (what) => {
    const rest = what.startsWith('precision') ? what : '';
    const linearised = what.startsWith('network') ? ', linearised: true' : '';
    const own = specOf(`module: ${written(regression)}${linearised}`, `loss: module\n${rest}`);
    const [mine, labs] = [
      await execute(own, sources),
      await execute(specOf('kind: linear', `loss: cross-entropy\n${rest}`), sources),
    ];
    const flat = ({ weights }: typeof mine) => weights.flatMap((w) => [...w]);
    const tolerance = rest === '' ? 1e-5 : 1e-12;
    expect(relativeError(flat(mine), flat(labs))).toBeLessThan(tolerance);
    for (const key of ['trainLoss', 'testAccuracy', 'gaussNewtonSharpness', 'kernelLabelAlignment'])
      expect(relativeError([mine.scalars[key]!.value], [labs.scalars[key]!.value])).toBeLessThan(
        100 * tolerance,
      );
  },
);

test('preflight names the module by its content, and says which loss goes unused', async () => {
  const path = written(regression);
  const said: string[] = [];
  const spec = specOf(`module: ${path}`);
  const { files, parameters } = await preflight([spec], places, (line) => said.push(line), load);
  expect(files(spec)).toMatchObject(ownSums(spec));
  expect(Object.keys(ownSums(spec))).toEqual(['network.module']);
  expect(parameters(spec)).toBe(7850);
  expect(said).toEqual([
    `${path} gives a loss, and the file says loss: squared-error; loss: module uses it`,
  ]);
});

/** A module whose parts are replaced. */
const withParts = (parts: string) =>
  `export default ({ ops, inputs, outputs }) => ({ shapes: [[inputs, outputs]], apply: ([W], x) => ops.matMul(x, W), ${parts} });`;

describe('what is wrong with a module is said in one line before any run starts', () => {
  test.each([
    ['export const a = 1;', 'exports no function by default: write export default ('],
    ['export default 3;', 'exports no function by default'],
    ["export default () => { throw new Error('no width'); };", 'fails: no width'],
    ['export default () => ({});', 'gives shapes undefined: give one list'],
    [withParts('shapes: [[0, 2]]'), 'gives shapes [[0,2]]: give one list of whole numbers'],
    [withParts('apply: 3'), 'gives no apply: give a function of (theta, x)'],
    [withParts('init: 3'), 'gives a init that is no function'],
    [withParts('outputs: 1.5'), 'gives outputs 1.5: give a whole number'],
    [withParts('init: () => [[1]]'), 'init does not give the 1 arrays of 7840 numbers'],
    [withParts('init: () => [Array(7840).fill(NaN)]'), 'init gives weights that are no finite'],
    ['', 'exports no function by default'],
  ])('%s', async (text, says) => {
    const path = written(text);
    const found = await complaint(() =>
      preflight([specOf(`module: ${path}`)], places, () => {}, load),
    );
    expect(found).toContain(path);
    expect(found).toContain(says);
  });

  test('a loss that the module does not give', async () => {
    const path = written(withParts(''));
    const spec = specOf(`module: ${path}`, 'loss: module');
    expect(await complaint(() => preflight([spec], places, () => {}, load))).toBe(
      `loss is module, but ${path} gives none: give loss(f, y, x) there, or another loss`,
    );
  });
});

describe('what is wrong with what a module computes is said in one line', () => {
  test.each([
    [withParts('apply: () => 3'), 'apply gives no tensor: return one of shape [2, 10]'],
    [withParts('apply: (_, x) => x'), 'apply gives shape [2, 784] for 2 examples, not [2, 10]'],
    [
      withParts('apply: ([W], x) => ops.max(x)'),
      'fails: ops.max is not a function; its operations',
    ],
    [withParts('apply: ([W], x) => ops.matMul(W, x)'), 'fails: '],
    [withParts('loss: (f) => ops.sum(f)'), 'loss gives shape [] for 2 examples, not [2, 1]'],
    [withParts('loss: (f) => ops.log(ops.mul(ops.mean(ops.square(f), 1), -1))'), 'the loss is NaN'],
    [
      withParts('loss: (f) => ops.sqrt(ops.mul(ops.sum(f, 1), 0))'),
      'derivatives of the loss are not',
    ],
    [
      'export default ({ ops, inputs, outputs: k }) => ({ shapes: [[inputs, k], [k]], apply: ([W], x) => ops.matMul(x, W), loss: (f, y) => ops.squaredError(f, y) });',
      'the loss has no gradient (',
    ],
    [
      // A stand-in for operations of a tensor itself, which do not carry forward derivatives.
      withParts(
        'apply: ([W], x) => ops.matMul(x, ops.reshape(W.clone(), W.shape)), loss: (f, y) => ops.squaredError(f, y)',
      ),
      'its second derivatives backward and forward are not the same',
    ],
  ])('%s', async (text, says) => {
    const path = written(text);
    const spec = specOf(`module: ${path}`, 'loss: module'.repeat(Number(text.includes('loss:'))));
    const found = await complaint(() => openTask(spec, sources));
    expect(found).toContain(path);
    expect(found).toContain(says);
  });

  test('where no program of the user is to be executed', async () => {
    const { readModule: _, ...others } = sources;
    const path = written(regression);
    expect(await complaint(() => openTask(specOf(`module: ${path}`), others))).toBe(
      `${path} is a program of its own, which is not loaded here: run it by flowlab run`,
    );
  });
});
