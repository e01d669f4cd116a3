import { gzipSync } from 'node:zlib';
import { zipSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import { uncompressed } from '../../../src/lab/data/file.ts';
import { weightArrays } from '../../../src/lab/spec/weight-arrays.ts';
import { parseCsv } from '../../../src/problems/data/csv.ts';
import { parseIdx } from '../../../src/problems/data/idx.ts';
import { ndarray, parseNpy, writeNpy } from '../../../src/problems/data/npy.ts';
import { openNpz, parseNpz, writeNpz } from '../../../src/problems/data/npz.ts';
import { complaint } from '../../support/scratch-folder.ts';

const text = (value: string) => new TextEncoder().encode(value);
const small = ndarray(Float32Array.of(1, 2));

/** Bytes that the process holds more of after `act`, all kinds of memory together. */
async function grown(act: () => unknown): Promise<number> {
  const held = () => {
    const { heapUsed, arrayBuffers } = process.memoryUsage();
    return heapUsed + arrayBuffers;
  };
  const before = held();
  await act();
  return held() - before;
}

/** The array of a header that declares any shape. */
function declared(shape: string): Uint8Array {
  const header = `{'descr': '<f8', 'fortran_order': False, 'shape': ${shape}, }\n`;
  return Uint8Array.from([
    ...writeNpy(small).subarray(0, 8),
    header.length & 255,
    header.length >> 8,
    ...text(header),
  ]);
}

describe('more than a file holds is refused before anything is made of that size:', () => {
  test.each([
    ['an IDX header', () => parseIdx(Uint8Array.of(0, 0, 14, 3, ...Array(12).fill(255)), 'a')],
    ['an NPY header', () => parseNpy(declared('(4000000000, 4000000000)'), 'a')],
    ['a member of a zip', () => openNpz(saying(2 ** 31 - 2), 'a').array('x')],
    ['a member of more than memory', () => openNpz(saying(0xfffffffe), 'a').array('x')],
  ])('%s', async (_, act) => {
    const memory = await grown(async () => {
      expect(await complaint(act)).toMatch(
        /needs .* bytes|says that it has \d+ bytes, and is packed into/,
      );
    });
    expect(memory).toBeLessThan(1e7);
  });

  /** A deflated member that says it has so many bytes. */
  function saying(size: number): Uint8Array {
    const bytes = zipSync({ 'x.npy': writeNpy(small) }, { level: 6 });
    const view = new DataView(bytes.buffer);
    const directory = bytes.findLastIndex(
      (_, i) => i + 4 <= bytes.length && view.getUint32(i, true) === 0x02014b50,
    );
    view.setUint32(directory + 24, size, true);
    return bytes;
  }
});

test('members that nobody looks at are not unpacked', async () => {
  // 200 MB of zeros, in 200 kB.
  const large = zipSync(
    { 'x.npy': writeNpy(small), 'other.npy': new Uint8Array(2e8) },
    { level: 6 },
  );
  const memory = await grown(async () => {
    expect(parseNpz(large, 'a').x!.data).toEqual(small.data);
    const read = () => parseNpz(large, 'a');
    expect(await complaint(() => weightArrays(read, 'a', { shapes: [[2]], label: 'one' }))).toMatch(
      /has 2 arrays, but one has 1/,
    );
  });
  expect(memory).toBeLessThan(1e8);
});

test('an array is unpacked once', () => {
  const arrays = parseNpz(writeNpz({ x: small }), 'a');
  expect(arrays.x).toBe(arrays.x);
});

test('a header that never ends takes no time', async () => {
  const before = process.cpuUsage().user;
  expect(await complaint(() => parseNpy(declared(`(${'1'.repeat(50_000)}`), 'a'))).toMatch(
    /cannot read the array a/,
  );
  expect(process.cpuUsage().user - before).toBeLessThan(1e6);
});

test('a cell of a hundred thousand quotes is no number', async () => {
  const cell = '"'.repeat(100_000);
  expect(await complaint(() => parseCsv(text(`1,2\n1,${cell}\n`), 'a'))).toMatch(
    /line 2, column 2: not a finite number/,
  );
});

test('a name with line ends is said in one line', async () => {
  expect(
    await complaint(() => openNpz(zipSync({ 'a\nb.npy': text('no array') }), 'a').array('a\nb')),
  ).toContain('a\\u000ab');
});

test('a gzip stream that goes on and on is refused', async () => {
  const stream = gzipSync(new Uint8Array(1001));
  expect(uncompressed(stream, 'a.gz')).toHaveLength(1001);
  expect(await complaint(() => uncompressed(stream, 'a.gz', 1000))).toMatch(
    /^a\.gz has \d+ bytes and unpacks to more than 1000 bytes; if that is right, unpack it yourself$/,
  );
});
