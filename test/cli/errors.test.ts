import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ndarray } from '../../src/problems/data/npy.ts';
import { writeNpz } from '../../src/problems/data/npz.ts';
import { flowlab, temporaryFolder } from '../support/command-line.ts';

const folder = temporaryFolder();
afterAll(folder.remove);

const methods = 'methods: [{ method: gradient-descent, rate: 0.1 }]';
const valid = `data: { name: glyphs, train: 20, test: 20 }\n${methods}\nstop: { steps: 1 }\nseeds: 1\n`;

/** An experiment file with one thing wrong, by the name of the file. */
const files: Readonly<Record<string, string>> = {
  'unknown-dataset.yaml': valid.replace('glyphs', 'minst'),
  'unknown-key.yaml': `${valid}netwrok: linear\n`,
  'negative-rate.yaml': valid.replace('0.1', '-0.1'),
  'large-batch.yaml': valid.replace(
    '{ method: gradient-descent, rate: 0.1 }',
    '{ method: sgd, rate: 0.1, batch: 64 }',
  ),
  'missing-file.yaml': valid.replace('name: glyphs', 'name: npz, path: nowhere.npz'),
  'truncated.yaml': valid.replace('name: glyphs', 'name: idx, path: truncated'),
  'wrong-shape.yaml': `${valid}network: { kind: linear, init: wrong.npz }\n`,
  'idle-scale.yaml': `${valid}network: { kind: linear, init: wrong.npz, scale: 2 }\n`,
  'two-documents.yaml': `${valid}---\n: : broken [\n`,
  'real-numbers.yaml': valid.replace('name: glyphs', 'name: npz, path: real.npz'),
  'flipped.yaml': valid.replace('name: glyphs', 'name: npz, path: flipped.npz'),
  'channels.yaml': valid.replace('name: glyphs', 'name: npz, path: channels.npz'),
  'index.yaml': valid.replace('name: glyphs', 'name: csv, path: index.csv'),
  'unlabelled.yaml': valid.replace('name: glyphs', 'name: csv, path: unlabelled'),
  'figure.yaml': `${valid}figures: [{ figure: trianing-loss }]\n`,
  'valid.yaml': valid,
};

beforeAll(() => {
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder.path, name), text);
  const weights = { p0: ndarray(new Float32Array(12), [3, 4]), p1: ndarray(new Float32Array(10)) };
  writeFileSync(join(folder.path, 'wrong.npz'), writeNpz(weights));
  const numbers = {
    x: ndarray(Float32Array.of(1, 2, 3), [3, 1]),
    y: ndarray(Float64Array.of(0, 1, 0.5)),
  };
  const npz = writeNpz(numbers);
  writeFileSync(join(folder.path, 'real.npz'), npz);
  npz[npz.indexOf(0x93) + 130]! ^= 1;
  writeFileSync(join(folder.path, 'flipped.npz'), npz);
  const images = {
    x: ndarray(new Uint8Array(2 * 3 * 25), [2, 3, 5, 5]),
    y: ndarray(Uint8Array.of(0, 1)),
  };
  writeFileSync(join(folder.path, 'channels.npz'), writeNpz(images));
  writeFileSync(join(folder.path, 'index.csv'), ',label,a\n0,0,5\n1,1,7\n');
  mkdirSync(join(folder.path, 'unlabelled'));
  writeFileSync(join(folder.path, 'unlabelled', 'train.csv'), 'label,a,b\n0,5,6\n1,7,8\n');
  writeFileSync(join(folder.path, 'unlabelled', 'test.csv'), 'a,b\n5,6\n');
  writeFileSync(join(folder.path, 'a-file'), '');
  mkdirSync(join(folder.path, 'truncated'));
  // The header promises 60,000 images of 28 × 28; three bytes follow.
  const header = Uint8Array.of(0, 0, 8, 3, 0, 0, 0xea, 0x60, 0, 0, 0, 28, 0, 0, 0, 28, 1, 2, 3);
  for (const name of [
    'train-images-idx3-ubyte',
    'train-labels-idx1-ubyte',
    't10k-images-idx3-ubyte',
    't10k-labels-idx1-ubyte',
  ]) {
    writeFileSync(join(folder.path, 'truncated', name), header);
  }
});

describe('bad input is one line that says what, which value and what to do, with exit code 2', () => {
  test.each([
    ['an unknown dataset', ['run', 'unknown-dataset.yaml'], ['"minst"', 'mnist']],
    [
      'an unknown key',
      ['run', 'unknown-key.yaml'],
      ['"netwrok"', 'network', 'unknown-key.yaml:5:1'],
    ],
    ['a negative learning rate', ['run', 'negative-rate.yaml'], ['-0.1', 'rate']],
    ['a batch larger than the data', ['run', 'large-batch.yaml'], ['64', '20']],
    [
      'an unknown figure',
      ['run', 'figure.yaml', '--dry-run'],
      ['figure.yaml: figures[0].figure', '"trianing-loss"', '"training-loss"'],
    ],
    ['a missing file', ['run', 'missing-file.yaml'], ['nowhere.npz']],
    ['a missing experiment file', ['run', 'nowhere.yaml'], ['nowhere.yaml']],
    ['an unknown experiment', ['run', 'quikstart'], ['"quikstart"', 'quickstart']],
    [
      'a second document',
      ['run', 'two-documents.yaml'],
      ['two-documents.yaml:5:1', 'second document'],
    ],
    ['real numbers as classes', ['run', 'real-numbers.yaml'], ['0.5', 'data.targets: values']],
    ['a byte that is another', ['run', 'flipped.yaml'], ['x.npy', 'flipped.npz', 'CRC-32']],
    ['channels in another order', ['run', 'channels.yaml'], ['[3, 5, 5]', 'data.channels: first']],
    ['an index as a column', ['run', 'index.yaml'], ['index.csv, line 1, column 1', 'index=False']],
    ['a test file without labels', ['run', 'unlabelled.yaml'], ['test.csv has no column label']],
    ['a truncated IDX file', ['run', 'truncated.yaml'], ['train-images-idx3-ubyte', '19']],
    [
      'an unwritable output folder',
      ['run', 'valid.yaml', '--out', 'a-file/report'],
      ['a-file/report', '--out'],
    ],
    [
      'an .npz of the wrong shape',
      ['run', 'wrong-shape.yaml'],
      ['wrong.npz', '[3, 4]', '[784, 10]'],
    ],
    ['a scale on weights that are read', ['run', 'idle-scale.yaml'], ['network.scale', 'init']],
    ['an unknown engine', ['run', 'valid.yaml', '--engine', 'wsam'], ['"wsam"', 'wasm']],
    [
      'an engine that is not to be had',
      ['run', 'valid.yaml', '--engine', 'gpu'],
      ['GPU', 'flowlab setup --engine gpu', '--engine native'],
    ],
    ['a report without runs', ['report', 'nothing'], ['nothing', 'flowlab run']],
    ['a count of no seeds', ['run', 'valid.yaml', '--seeds', '0'], ['0', '--seeds']],
    ['a shard of none', ['run', 'valid.yaml', '--shard', '3/2'], ['--shard', '3/2', '1/8 to 8/8']],
    ['no threads', ['run', 'valid.yaml', '--threads', '0'], ['--threads', '0', '1 to 1024']],
    ['threads in words', ['run', 'valid.yaml', '--threads', 'two'], ['--threads', 'two']],
    ['half a thread', ['run', 'valid.yaml', '--threads', '0.5'], ['--threads', '0.5']],
    ['too many threads', ['run', 'valid.yaml', '--threads', '1e6'], ['--threads', '1024']],
    [
      'threads on an engine that has one',
      ['run', 'valid.yaml', '--engine', 'wasm', '--threads', '2'],
      ['--threads 2', 'native'],
    ],
    ['an unknown command', ['rnu'], ['rnu', 'run']],
    ['an unknown option', ['run', 'valid.yaml', '--seed', '3'], ['--seed', '--seeds']],
  ])('%s', (_name, args, parts) => {
    const { code, out, err } = flowlab(folder.path, args);
    expect(code).toBe(2);
    expect(out).toBe('');
    // Commander puts its suggestion on a second line; everything of the lab's own is one.
    expect(err.trimEnd().split('\n').length).toBeLessThanOrEqual(
      err.includes('Did you mean') ? 2 : 1,
    );
    for (const part of parts) expect(err).toContain(part);
  });
});

test('help lists the commands and exits 0', () => {
  const { code, out } = flowlab(folder.path, ['--help']);
  expect(code).toBe(0);
  for (const command of ['run', 'report', 'probe', 'setup', 'doctor', 'data'])
    expect(out).toContain(command);
});
