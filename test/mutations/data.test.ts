import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { zipSync } from 'fflate';
import { expect, inject, test } from 'vitest';
import { rng } from '../../src/core/random.ts';
import { readNpz } from '../../src/lab/data/file.ts';
import { loadImages } from '../../src/lab/data/load.ts';
import { dataOf } from '../../src/lab/spec/data.ts';
import { weightArrays } from '../../src/lab/spec/weight-arrays.ts';
import type { DataRequest } from '../../src/problems/data/images.ts';
import { ndarray, writeNpy } from '../../src/problems/data/npy.ts';
import { writeNpz } from '../../src/problems/data/npz.ts';
import { prepare } from '../../src/problems/data/prepare.ts';
import { encodeIdx } from '../support/encode-idx.ts';
import { byteMutation } from '../support/mutations/bytes.ts';
import { holds, namesBelow } from '../support/mutations/held.ts';
import { textMutation } from '../support/mutations/texts.ts';
import { scratchFolder } from '../support/scratch-folder.ts';

const { count, seed } = inject('mutations');
const folder = scratchFolder();
const cacheDir = join(folder, 'cache');
const options = { timeout: 3_600_000 };

const labels = Array.from({ length: 12 }, (_, i) => i % 3);
const pixels = (n: number) => Array.from({ length: n }, (_, i) => (i * 37) % 256);

/** Reads a dataset as a run does. */
async function read(request: DataRequest): Promise<void> {
  const images = await loadImages(request, { cacheDir, baseDir: folder, offline: true });
  prepare(images, dataOf({ ...request, train: 4, test: 1 }), rng(0));
}

/** Mutates one of some files, which are put back after. */
function mutating<T>(
  files: ReadonlyMap<string, Uint8Array>,
  mutations: fc.Arbitrary<T>,
  apply: (mutation: T, bytes: Uint8Array) => Uint8Array,
  act: () => unknown,
): Promise<void> {
  for (const [name, bytes] of files) writeFileSync(join(folder, name), bytes);
  const before = namesBelow(folder);
  return holds(
    fc.tuple(fc.constantFrom(...files.keys()), mutations),
    { runs: count, seed },
    async ([name, mutation]) => {
      const bytes = files.get(name)!;
      writeFileSync(join(folder, name), apply(mutation, bytes));
      try {
        await act();
      } finally {
        writeFileSync(join(folder, name), bytes);
        expect(namesBelow(folder)).toBe(before);
      }
    },
  );
}

const mutatedBytes = (mutate: (bytes: Uint8Array) => Uint8Array, bytes: Uint8Array) =>
  mutate(bytes);

const idx = (zip: (bytes: Uint8Array) => Uint8Array) => {
  const of = (n: number) => ({
    images: zip(encodeIdx('uint8', [n, 4, 4], pixels(16 * n))),
    labels: zip(encodeIdx('uint8', [n], labels.slice(0, n))),
  });
  const [train, held] = [of(12), of(6)];
  return { train, held };
};

test.each([
  ['idx', '', (bytes: Uint8Array) => bytes],
  ['idx-gz', '.gz', (bytes: Uint8Array) => Uint8Array.from(gzipSync(bytes))],
] as const)('%s files are read or refused', options, async (path, ending, zip) => {
  mkdirSync(join(folder, path));
  const { train, held } = idx(zip);
  const files = new Map([
    [`${path}/train-images-idx3-ubyte${ending}`, train.images],
    [`${path}/train-labels-idx1-ubyte${ending}`, train.labels],
    [`${path}/t10k-images-idx3-ubyte${ending}`, held.images],
    [`${path}/t10k-labels-idx1-ubyte${ending}`, held.labels],
  ]);
  await mutating(files, byteMutation, mutatedBytes, () => read({ name: 'idx', path }));
});

const csv = [
  'label,a,"b c",d',
  ...labels.map((label, i) => `${label},${i},${(i * 7) % 5}.5,"${i - 3}e-1"`),
].join('\n');

test.each(['classes', 'values'] as const)('CSV of %s is read or refused', options, (targets) =>
  mutating(
    new Map([['table.csv', Buffer.from(csv)]]),
    fc.oneof(
      textMutation,
      byteMutation.map(
        (mutate) => (text: string) => Buffer.from(mutate(Buffer.from(text))).toString('latin1'),
      ),
    ),
    (mutate, bytes) => Buffer.from(mutate(Buffer.from(bytes).toString()), 'latin1'),
    () => read({ name: 'csv', path: 'table.csv', targets }),
  ),
);

const arrays = {
  x: ndarray(Float32Array.from(pixels(12 * 16)), [12, 4, 4]),
  y: ndarray(Uint8Array.from(labels)),
};
const npz = new Map([
  ['stored.npz', writeNpz(arrays)],
  [
    'deflated.npz',
    zipSync({ 'x.npy': writeNpy(arrays.x), 'y.npy': writeNpy(arrays.y) }, { level: 6 }),
  ],
]);

test.each([...npz.keys()])('%s is read or refused', options, (path) =>
  mutating(new Map([[path, npz.get(path)!]]), byteMutation, mutatedBytes, () =>
    read({ name: 'npz', path }),
  ),
);

test('an array with a header that was changed is read or refused', options, () =>
  mutating(
    new Map([['array.npz', writeNpy(arrays.x)]]),
    fc.oneof(
      byteMutation,
      textMutation.map((mutate) => (bytes: Uint8Array) => {
        const header = Buffer.from(
          mutate(Buffer.from(bytes.subarray(10, 128)).toString('latin1')),
          'latin1',
        );
        const length = Math.min(header.length, 65_535);
        return Uint8Array.from([
          ...bytes.subarray(0, 8),
          ...[length & 255, length >> 8],
          ...header.subarray(0, length),
          ...bytes.subarray(128),
        ]);
      }),
    ),
    // In an archive of its own, so that its checksum is right.
    (mutate, bytes) =>
      zipSync({ 'x.npy': mutate(bytes), 'y.npy': writeNpy(arrays.y) }, { level: 1 }),
    () => read({ name: 'npz', path: 'array.npz', targets: 'values' }),
  ),
);

test('weights are read or refused', options, () =>
  mutating(
    new Map([
      [
        'weights.npz',
        writeNpz({
          p0: ndarray(Float32Array.of(1, 2, 3, 4), [2, 2]),
          p1: ndarray(Float64Array.of(1, 2)),
        }),
      ],
    ]),
    byteMutation,
    mutatedBytes,
    () =>
      weightArrays(readNpz, join(folder, 'weights.npz'), {
        shapes: [[2, 2], [2]],
        label: 'MLP 2-2',
      }),
  ),
);
