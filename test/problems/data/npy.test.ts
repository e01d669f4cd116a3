import { describe, expect, test } from 'vitest';
import { ndarray, parseNpy, writeNpy } from '../../../src/problems/data/npy.ts';
import { numpyFile } from '../../support/numpy-file.ts';
import { complaint } from '../../support/scratch-folder.ts';

const text = (bytes: Uint8Array) => Buffer.from(bytes).toString('latin1');
const bytes = (content: string) => Buffer.from(content, 'latin1');

describe('a .npy file', () => {
  test('of version 2 or 3 reads like version 1', () => {
    for (const name of ['version2', 'version3'] as const) {
      expect(parseNpy(numpyFile(name), name)).toEqual({
        dtype: 'int32',
        shape: [3],
        data: Int32Array.of(0, 1, 2),
      });
    }
  });

  test('in Fortran order is turned into C order', () => {
    const { shape, data } = parseNpy(numpyFile('fortran'), 'a');
    expect(shape).toEqual([2, 3, 4]);
    expect([...data]).toEqual(Array.from({ length: 24 }, (_, i) => i));
  });

  test('in big-endian order is turned into the order of this machine', () => {
    expect([...parseNpy(numpyFile('bigEndian'), 'a').data]).toEqual([1.5, -2]);
  });

  test('of half precision is read as float32, value by value', () => {
    const { dtype, data } = parseNpy(numpyFile('halves'), 'a');
    expect(dtype).toBe('float32');
    // NumPy rounds 6e-8 to 2⁻²⁴ and −6.1e-5 to −1023 · 2⁻²⁴, both below the smallest normal number.
    const values = [1.5, -2.25, 2 ** -24, -1023 * 2 ** -24, 65504, Number.POSITIVE_INFINITY, -0];
    expect([...data]).toEqual([...values, Number.NaN]);
    expect(parseNpy(numpyFile('half'), 'a').data).toEqual(Float32Array.of(1));
  });

  test('of Python 2, with sizes as long integers, is read', () => {
    expect(parseNpy(numpyFile('python2'), 'a')).toEqual(
      ndarray(Int16Array.of(0, 1, 2, 3, 4, 5), [2, 3]),
    );
  });

  test('begins its data at a multiple of 64 bytes, as NEP 1 asks', () => {
    for (const rank of [0, 1, 2, 8, 20]) {
      const written = writeNpy(ndarray(new Float64Array(1), new Array<number>(rank).fill(1)));
      expect((written.length - 8) % 64).toBe(0);
      expect(written[written.length - 9]).toBe(10);
      expect(parseNpy(written, 'a').shape).toHaveLength(rank);
    }
  });
});

describe('an array that cannot be read is refused with one line', () => {
  const good = writeNpy(ndarray(Float32Array.of(1, 2)));
  const cases = [
    ['of complex numbers', bytes(text(good).replace('<f4', '<c8')), /'<c8'.*float32, float64/],
    ['of records', numpyFile('record'), /cannot read the array a: .*\('a', '<f4'\)/],
    ['with another magic', bytes('PK\x03\x04'.padEnd(20)), /not a NumPy array: a/],
    ['of version 4', bytes(text(good).replace('NUMPY\x01', 'NUMPY\x04')), /version 1, 2 or 3/],
    ['cut in its header', good.subarray(0, 40), /damaged array a: a header of 128 bytes, found 40/],
    ['cut short', good.subarray(0, -1), /float32 \[2\] needs 8 bytes of data, found 7/],
    ['without a shape', bytes(text(good).replace('shape', 'shade')), /cannot read the array a/],
    ['without an order', bytes(text(good).replace('False', 'Never')), /cannot read the array a/],
  ] as const;
  test.each(cases)('when %s', async (_, file, message) => {
    expect(await complaint(() => parseNpy(file, 'a'))).toMatch(message);
  });

  test('when its shape does not hold its data', async () => {
    expect(await complaint(() => ndarray(Float32Array.of(1, 2), [3]))).toBe(
      'invalid array; its shape [3] holds 3 entries, its data 2 of Float32Array',
    );
  });
});
