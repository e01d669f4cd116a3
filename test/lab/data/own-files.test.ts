import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { sha256 } from '../../../src/lab/data/checksum.ts';
import { loadImages } from '../../../src/lab/data/load.ts';
import { type NdArray, ndarray } from '../../../src/problems/data/npy.ts';
import { writeNpz } from '../../../src/problems/data/npz.ts';
import { encodeIdx } from '../../support/encode-idx.ts';
import { complaint, scratchFolder } from '../../support/scratch-folder.ts';

const baseDir = scratchFolder();
const places = { cacheDir: join(baseDir, 'cache'), baseDir };
const load = (name: string, path?: string) => loadImages({ name, ...(path && { path }) }, places);
const folder = (name: string, files: Record<string, string | Uint8Array>) => {
  mkdirSync(join(baseDir, name), { recursive: true });
  for (const [file, bytes] of Object.entries(files))
    writeFileSync(join(baseDir, name, file), bytes);
  return name;
};
const npz = (arrays: Record<string, NdArray>) => {
  writeFileSync(join(baseDir, 'a.npz'), writeNpz(arrays));
  return load('npz', 'a.npz');
};

describe('a folder of IDX files', () => {
  const images = encodeIdx('uint8', [2, 1, 3], [1, 2, 3, 4, 5, 6]);
  const labels = encodeIdx('uint8', [2], [0, 2]);
  const files = {
    'train-images-idx3-ubyte': images,
    'train-labels-idx1-ubyte.gz': gzipSync(labels),
    't10k-images.idx3-ubyte': encodeIdx('uint8', [1, 1, 3], [7, 8, 9]),
    't10k-labels.idx1-ubyte.gz': gzipSync(encodeIdx('uint8', [1], [1])),
  };

  test('gives both splits, plain or gzipped, with checksums of the uncompressed bytes', async () => {
    const set = await load('idx', folder('idx', files));
    expect(set.train).toEqual({
      pixels: Uint8Array.of(1, 2, 3, 4, 5, 6),
      labels: Int32Array.of(0, 2),
      count: 2,
    });
    expect(set.test).toEqual({
      pixels: Uint8Array.of(7, 8, 9),
      labels: Int32Array.of(1),
      count: 1,
    });
    expect([set.name, set.shape, set.classes]).toEqual(['idx', [1, 3, 1], 3]);
    expect(set.source).toBe(join(baseDir, 'idx'));
    expect(set.checksums['train-labels-idx1-ubyte']).toBe(sha256(labels));
    expect(Object.keys(set.checksums)).toHaveLength(4);
  });

  test('with a file missing is refused with its name', async () => {
    const path = folder('three', { 'train-images-idx3-ubyte': images });
    expect(await complaint(() => load('idx', path))).toMatch(
      /^no train-labels-idx1-ubyte \(or \.gz\) in .*three; put train-images-idx3-ubyte, .* there$/,
    );
  });

  test('with labels of two axes is refused', async () => {
    const wrong = encodeIdx('uint8', [2, 1], [0, 1]);
    const path = folder('axes', { ...files, 'train-labels-idx1-ubyte': wrong });
    expect(await complaint(() => load('idx', path))).toMatch(
      /^invalid labels in .*: shape \[2, 1\]; give one axis$/,
    );
  });
});

describe('CSV data', () => {
  test('from a folder are a training and a test file', async () => {
    const path = folder('csv', { 'my_train.csv': '0,1,2\n1,3,4\n', 'my_test.csv': '1,5,6\n' });
    const set = await load('csv', path);
    expect([...set.train.pixels, ...set.test.pixels]).toEqual([1, 2, 3, 4, 5, 6]);
    expect([set.shape, set.classes]).toEqual([[1, 2, 1], 2]);
    expect(set.checksums['my_test.csv']).toBe(sha256(Buffer.from('1,5,6\n')));
  });

  test('may be gzipped, and then have the checksum of the compressed file', async () => {
    const packed = gzipSync('0,1,2\n1,3,4\n');
    const set = await load('csv', join(folder('packed', { 'a.csv.gz': packed }), 'a.csv.gz'));
    expect([...set.train.pixels, ...set.test.pixels].sort()).toEqual([1, 2, 3, 4]);
    expect(set.checksums).toEqual({ 'a.csv.gz': sha256(packed) });
  });

  test('from one file hold out one line in seven', async () => {
    const lines = Array.from({ length: 14 }, (_, i) => `${i % 2},${i}`);
    const set = await load('csv', join(folder('one', { 'a.csv': lines.join('\n') }), 'a.csv'));
    expect([set.train.count, set.test.count]).toEqual([12, 2]);
    expect(set.train.labels.every((label, i) => label === set.train.pixels[i]! % 2)).toBe(true);
  });

  test('from a folder without a test file are refused', async () => {
    const path = folder('half', { 'train.csv': '0,1\n' });
    expect(await complaint(() => load('csv', path))).toMatch(
      /^0 files ending in test\.csv in .*half; give one train\.csv and one test\.csv$/,
    );
  });
});

describe('NumPy data', () => {
  const x = ndarray(Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8), [2, 2, 2]);
  const y = ndarray(BigInt64Array.of(0n, 3n));

  test('have a training and a test split', async () => {
    const more = { x_test: x, y_test: ndarray(Float32Array.of(1, 0), [2, 1]) };
    const set = await npz({ x_train: x, y_train: y, ...more });
    expect([set.shape, set.classes, set.train.count]).toEqual([[2, 2, 1], 4, 2]);
    expect([...set.train.pixels]).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    expect([...set.test.labels]).toEqual([1, 0]);
    expect(Object.keys(set.checksums)).toEqual(['a.npz']);
  });

  test('or one split, of which a part is held out', async () => {
    const set = await npz({ x, y });
    expect([set.train.count, set.test.count]).toEqual([1, 1]);
    expect([...set.train.labels, ...set.test.labels].sort()).toEqual([0, 3]);
    expect([...set.train.pixels, ...set.test.pixels].sort()).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  });

  test('without the arrays that are needed are refused with those that are there', async () => {
    expect(await complaint(() => npz({ x_train: x, labels: y }))).toMatch(
      /a\.npz holds the arrays x_train, labels; give x_train, y_train, x_test and y_test, or x and y/,
    );
    expect(await complaint(() => npz({}))).toMatch(/holds the arrays \(none\); give/);
  });

  test('with one-hot labels are refused', async () => {
    const hot = ndarray(new Float32Array(4), [2, 2]);
    expect(await complaint(() => npz({ x, y: hot }))).toMatch(
      /y has shape \[2, 2\]; give class numbers of shape \[n\]/,
    );
  });

  test('of test images with another size are refused', async () => {
    const wide = ndarray(new Uint8Array(10), [2, 5]);
    const arrays = { x_train: x, y_train: y, x_test: wide, y_test: y };
    expect(await complaint(() => npz(arrays))).toMatch(/4 numbers, a test image 5/);
  });
});
