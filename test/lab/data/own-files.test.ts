import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { sha256 } from '../../../src/lab/data/checksum.ts';
import { loadImages } from '../../../src/lab/data/load.ts';
import type { Reading } from '../../../src/problems/data/images.ts';
import { type NdArray, ndarray } from '../../../src/problems/data/npy.ts';
import { writeNpz } from '../../../src/problems/data/npz.ts';
import { encodeIdx } from '../../support/encode-idx.ts';
import { numpyFile } from '../../support/numpy-file.ts';
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
const npz = (arrays: Record<string, NdArray>, reading?: Reading) => {
  writeFileSync(join(baseDir, 'a.npz'), writeNpz(arrays));
  return loadImages({ name: 'npz', path: 'a.npz', ...reading }, places);
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
    expect([set.name, set.shape, set.outputs, set.classes]).toEqual([
      'idx',
      [1, 3, 1],
      3,
      [0, 1, 2],
    ]);
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
    expect([set.shape, set.outputs]).toEqual([[1, 2, 1], 2]);
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
    expect(set.train.labels!.every((label, i) => label === set.train.pixels[i]! % 2)).toBe(true);
  });

  test('from a folder without a test file are refused', async () => {
    const path = folder('half', { 'train.csv': '0,1\n' });
    expect(await complaint(() => load('csv', path))).toMatch(
      /^0 files ending in test\.csv in .*half; give one train\.csv and one test\.csv$/,
    );
  });
});

describe('data of one class', () => {
  const [two, x] = [Uint8Array.of(2, 2), ndarray(Uint8Array.of(1, 2), [2, 1])];
  const idx = {
    'train-images-idx3-ubyte': encodeIdx('uint8', [2, 1, 1], [1, 2]),
    'train-labels-idx1-ubyte': encodeIdx('uint8', [2], [2, 2]),
    't10k-images-idx3-ubyte': encodeIdx('uint8', [1, 1, 1], [1]),
    't10k-labels-idx1-ubyte': encodeIdx('uint8', [1], [2]),
  };
  const cases = [
    [
      'CSV',
      /check which column/,
      () => load('csv', folder('same', { 'train.csv': '2,1\n', 'test.csv': '2,3\n' })),
    ],
    ['NumPy', /check which array/, () => npz({ x, y: ndarray(two) })],
    ['IDX', /check which file/, () => load('idx', folder('same-idx', idx))],
  ] as const;
  test.each(cases)('are refused: %s', async (_, message, act) => {
    const said = await complaint(act);
    expect(said).toMatch(/^every example of .* has the label 2; /);
    expect(said).toMatch(message);
    expect(said).toMatch(/or set data\.targets: values for real-valued targets$/);
  });

  test('in the training split alone are taken: one example is enough to train on', async () => {
    const one = { x_train: ndarray(Uint8Array.of(5), [1, 1]), y_train: ndarray(Uint8Array.of(0)) };
    const set = await npz({ ...one, x_test: x, y_test: ndarray(Uint8Array.of(0, 1)) });
    expect([set.train.count, set.outputs]).toEqual([1, 2]);
  });
});

describe('NumPy data', () => {
  const x = ndarray(Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8), [2, 2, 2]);
  const y = ndarray(BigInt64Array.of(0n, 3n));

  test('have a training and a test split', async () => {
    const more = { x_test: x, y_test: ndarray(Float32Array.of(1, 0), [2, 1]) };
    const set = await npz({ x_train: x, y_train: y, ...more });
    expect([set.shape, set.outputs, set.train.count]).toEqual([[2, 2, 1], 4, 2]);
    expect(set.classes).toEqual([0, 1, 3]);
    expect([...set.train.pixels]).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    expect([...set.test.labels!]).toEqual([1, 0]);
    expect(Object.keys(set.checksums)).toEqual(['a.npz']);
  });

  test('or one split, of which a part is held out', async () => {
    const set = await npz({ x, y });
    expect([set.train.count, set.test.count]).toEqual([1, 1]);
    expect([...set.train.labels!, ...set.test.labels!].sort()).toEqual([0, 3]);
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
      /y has shape \[2, 2\]; give class numbers of shape \[n\], or set data\.targets: values/,
    );
  });

  test('with arrays that are no data beside them are read', async () => {
    writeFileSync(join(baseDir, 'more.npz'), numpyFile('text'));
    const set = await load('npz', 'more.npz');
    expect([set.outputs, set.train.count + set.test.count]).toEqual([2, 3]);
  });

  const labels = [Uint16Array.of(0, 3), Uint32Array.of(0, 3), BigUint64Array.of(0n, 3n)];
  test.each(labels)('have labels of any integer type: %o', async (data) => {
    const set = await npz({ x, y: ndarray(data) });
    expect([...set.train.labels!, ...set.test.labels!].sort()).toEqual([0, 3]);
  });

  test('beyond 2⁵³, where integers are not exact, are refused', async () => {
    const long = ndarray(BigInt64Array.of(1n, 2n ** 53n), [2, 1]);
    expect(await complaint(() => npz({ x: long, y }))).toMatch(
      /invalid pixel in .*a\.npz: example 1 has 9007199254740992 at 0; give integers below 2⁵³$/,
    );
  });

  test('of test images with another size are refused', async () => {
    const wide = ndarray(new Uint8Array(10), [2, 5]);
    const arrays = { x_train: x, y_train: y, x_test: wide, y_test: y };
    expect(await complaint(() => npz(arrays))).toMatch(/4 numbers, a test image 5/);
  });
});

describe('real-valued targets of NumPy data', () => {
  const values = { targets: 'values' } as const;
  const x = ndarray(Uint8Array.of(1, 2, 3), [3, 1]);
  const sorted = ({ train, test: held }: Awaited<ReturnType<typeof npz>>) =>
    [...train.values!, ...held.values!].sort((a, b) => a - b);

  test('are of shape [n], [n, 1] or [n, k], and are split with their images', async () => {
    const y = Float64Array.of(0.1, -2.5, 1e6);
    for (const shape of [[3], [3, 1]]) {
      const set = await npz({ x, y: ndarray(y, shape) }, values);
      expect([set.outputs, set.classes, sorted(set)]).toEqual([1, [], [-2.5, 0.1, 1e6]]);
      const at = (i: number) => y[set.train.pixels[i]! - 1];
      expect([...set.train.values!]).toEqual([at(0), at(1)]);
    }
    const pairs = ndarray(Float32Array.of(1, 2, 3, 4, 5, 6), [3, 2]);
    const set = await npz({ x, y: pairs }, values);
    expect([set.outputs, sorted(set)]).toEqual([2, [1, 2, 3, 4, 5, 6]]);
    const at = (i: number) => 2 * set.train.pixels[i]! - 1;
    expect([...set.train.values!]).toEqual([0, 1].flatMap((i) => [at(i), at(i) + 1]));
  });

  test('may all be one number, and whole', async () => {
    const set = await npz({ x, y: ndarray(Int32Array.of(-1, -1, -1)) }, values);
    expect([set.outputs, sorted(set)]).toEqual([1, [-1, -1, -1]]);
  });

  const one = ndarray(Float64Array.of(1), [1, 1]);
  const cases: readonly (readonly [string, Record<string, NdArray>, Reading, RegExp])[] = [
    [
      'are refused as classes, with the way to read them',
      { x, y: ndarray(Float64Array.of(0, 1, 0.5)) },
      {},
      /example 2 has 0\.5; number the classes 0, 1, 2, .*, or set data\.targets: values for real-valued targets$/,
    ],
    [
      'may not be NaN',
      { x, y: ndarray(Float64Array.of(0, Number.NaN, 1)) },
      values,
      /invalid target in .*: example 1 has NaN at 0/,
    ],
    [
      'may not be of another number',
      { x, y: ndarray(Float64Array.of(0, 1)) },
      values,
      /3 images and 2 targets; give one target for each image/,
    ],
    [
      'may not have three axes',
      { x, y: ndarray(new Float64Array(3), [3, 1, 1]) },
      values,
      /y has shape \[3, 1, 1\]; give shape \[n\] or \[n, k\]/,
    ],
    [
      'may not be fewer for testing',
      { x_train: one, y_train: ndarray(Float64Array.of(1, 2), [1, 2]), x_test: one, y_test: one },
      values,
      /a training target has 2 numbers, a test target 1; give both the same size/,
    ],
  ];
  test.each(cases)('%s', async (_, arrays, reading, message) => {
    expect(await complaint(() => npz(arrays, reading))).toMatch(message);
  });
});

describe('the channels of NumPy images', () => {
  const y = ndarray(Uint8Array.of(0, 1));
  const images = (...axes: readonly number[]) => {
    const size = axes.reduce((a, b) => a * b, 2);
    return ndarray(
      Uint16Array.from({ length: size }, (_, i) => i),
      [2, ...axes],
    );
  };

  test('that come first are put last where data.channels says so', async () => {
    const first = images(3, 5, 6);
    const set = await npz({ x: first, y }, { channels: 'first' });
    expect(set.shape).toEqual([5, 6, 3]);
    const row = first.data.findIndex((v) => Number(v) === set.train.pixels[0]) / 90;
    // Pixel (h, w, c) of the row lies at (c, h, w) of the file.
    const expected = Array.from({ length: 90 }, (_, i) => {
      const [h, w, c] = [Math.floor(i / 18), Math.floor(i / 3) % 6, i % 3];
      return row * 90 + c * 30 + h * 6 + w;
    });
    expect([...set.train.pixels]).toEqual(expected);
  });

  test('are as they are where they are last, and images without channels always', async () => {
    expect((await npz({ x: images(5, 6, 3), y })).shape).toEqual([5, 6, 3]);
    for (const channels of ['first', 'last'] as const)
      expect((await npz({ x: images(3, 6), y }, { channels })).shape).toEqual([3, 6, 1]);
    const few = await npz({ x: images(2, 3, 3), y }, { channels: 'first' });
    expect(few.shape).toEqual([3, 3, 2]);
  });

  test.each([
    [3, 5, 6],
    [1, 5, 5],
    [4, 8, 8],
  ])('%d of %d × %d are refused unless the order is told', async (...axes) => {
    const message = `one image has shape [${axes.join(', ')}], which looks like channels first, but channels are taken to be last; set data.channels: first, or last to have it as it is`;
    expect(await complaint(() => npz({ x: images(...axes), y }))).toContain(`x: ${message}`);
    expect((await npz({ x: images(...axes), y }, { channels: 'last' })).shape).toEqual(axes);
  });

  test('that are last are refused where they are said to be first', async () => {
    expect(await complaint(() => npz({ x: images(5, 6, 3), y }, { channels: 'first' }))).toMatch(
      /shape \[5, 6, 3\], which looks like channels last, but data\.channels is first; set data\.channels: last$/,
    );
  });
});
