import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { inputFiles } from '../../../src/lab/experiment/input-files.ts';
import { networkOf } from '../../../src/lab/experiment/network-text.ts';
import { parseExperiment } from '../../../src/lab/experiment/read.ts';
import { runId } from '../../../src/lab/experiment/run-id.ts';
import { base, errorOf } from '../../support/experiment-error.ts';
import { scratchFolder } from '../../support/scratch-folder.ts';

const folder = scratchFolder();
const own = join(folder, 'own.ts');
// Reading an experiment must not execute what it names.
writeFileSync(own, 'throw new Error("executed");');

const parse = (text: string) =>
  parseExperiment(`${base}seeds: 1\n${text}`, 'my', join(folder, 'my.yaml')).specs;

test('network.module says the kind, and its path counts from the experiment file', () => {
  const [spec] = parse('network: { module: ./own.ts }\nloss: module');
  expect(spec!.network).toEqual({ kind: 'module', module: own });
  expect(inputFiles(spec!)).toEqual([{ key: 'network.module', path: own, holds: 'module' }]);
});

test('the name of a run hangs on what a module holds, and not on where it lies', () => {
  mkdirSync(join(folder, 'other'));
  writeFileSync(join(folder, 'other', 'own.ts'), '');
  const [a, b] = ['own.ts', 'other/own.ts'].map(
    (path) => parse(`network: { module: ${path} }`)[0]!,
  );
  const idOf = (spec: typeof a, sum: string) =>
    runId(spec!, 'code', 'native', { 'network.module': sum });
  expect(idOf(a, 'x')).toBe(idOf(b, 'x'));
  expect(idOf(a, 'x')).not.toBe(idOf(a, 'y'));
});

test('a module is an axis beside others, and beside kinds of the lab', () => {
  const specs = parse('network: [{ module: own.ts }, { kind: [linear, mlp] }]');
  expect(specs.map(({ network }) => network!.kind)).toEqual(['module', 'linear', 'mlp']);
});

test('a command line names it by its path', () => {
  expect(networkOf('my/own.ts')).toEqual({ network: { module: 'my/own.ts' } });
  expect(networkOf('own.txt')).toBeUndefined();
});

const inFolder = (network: string) => network.replaceAll('OWN', own);

test.each([
  [
    'network: { kind: module }',
    'network.module is missing: kind module needs the path of your own network',
  ],
  ['network: module', 'network.module is missing: kind module needs the path of your own network'],
  [
    'network: { module: nowhere.ts }',
    'nowhere.ts" does not exist: give the path of a file that does',
  ],
  ['network: { module: own.py }', 'network.module must end in .ts, .mts, .js, .mjs, got '],
  [
    'network: { kind: mlp, module: OWN }',
    'network.module is not used by kind mlp: drop it, or choose kind: module',
  ],
  [
    'network: { module: OWN, hidden: [8] }',
    'network.hidden is not used by kind module: drop it, or choose kind: mlp',
  ],
  [
    'network: { module: OWN, scale: 2 }',
    'network.scale is not used by kind module: drop it, or choose kind: linear or mlp or cnn',
  ],
  ['loss: module', 'loss module is the loss that network.module gives, and kind mlp has none'],
  [
    'network: [{ module: OWN }, linear]\nloss: [module, squared-error]',
    'loss[0] module is the loss that network.module gives, and kind linear has none',
  ],
  [
    'network: { module: OWN }\nloss: module\nshaping: 0.1',
    'shaping is a term of losses that flowlab knows, and loss is module: drop one of them',
  ],
  [
    'network: { module: OWN }\nloss: module\nmeasure: { matrices: { of: [gaussNewton, fisher] } }',
    'measure.matrices lists fisher, which needs a loss that is −log p of labels',
  ],
  [
    'data: { name: quadratic }\nnetwork: { module: OWN }',
    'network is not used by problem quadratic',
  ],
])('%s is refused', (text, says) => {
  expect(errorOf(base + inFolder(text))).toContain(says);
});
