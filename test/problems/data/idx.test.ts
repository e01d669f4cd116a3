import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseIdx } from '../../../src/problems/data/idx.ts';
import { encodeIdx, idxTypes } from '../../support/encode-idx.ts';
import { complaint } from '../../support/scratch-folder.ts';

const small = encodeIdx('uint8', [2, 3], [1, 2, 3, 4, 5, 6]);

const values = {
  uint8: fc.integer({ min: 0, max: 255 }),
  int8: fc.integer({ min: -128, max: 127 }),
  int16: fc.integer({ min: -32768, max: 32767 }),
  int32: fc.integer(),
  float32: fc.float(),
  float64: fc.double(),
};

describe('an IDX file', () => {
  test.each(Object.keys(idxTypes) as (keyof typeof idxTypes)[])(
    'of %s reads as it was written, whatever its shape',
    (type) => {
      const shapes = fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 1, maxLength: 4 });
      const arrays = shapes.chain((shape) => {
        const length = shape.reduce((a, b) => a * b, 1);
        const data = fc.array(values[type], { minLength: length, maxLength: length });
        return fc.record({ shape: fc.constant(shape), data });
      });
      fc.assert(
        fc.property(arrays, ({ shape, data }) => {
          const read = parseIdx(encodeIdx(type, shape, data), 'a');
          expect(read.shape).toEqual(shape);
          expect([...read.data]).toEqual(data);
          expect(read.data.constructor.name.toLowerCase()).toBe(`${type}array`);
        }),
        { numRuns: 50 },
      );
    },
  );

  test('is read in the middle of a larger buffer', () => {
    const padded = Buffer.concat([Buffer.from([9]), small, Buffer.from([9])]);
    expect([...parseIdx(padded.subarray(1, -1), 'a').data]).toEqual([1, 2, 3, 4, 5, 6]);
  });
});

describe('a file that is no IDX file is refused with one line', () => {
  const cases = [
    ['empty', new Uint8Array(0), /not an IDX file: a: expected .* found an empty file/],
    ['a zip', Buffer.from('PK\x03\x04'), /expected it to begin with 00 00 08.* found 50 4b 03 04/],
    ['of an unknown type', Uint8Array.of(0, 0, 7, 1, 0, 0, 0, 0), /found 00 00 07 01/],
    ['without axes', Uint8Array.of(0, 0, 8, 0, 1), /a rank ≥ 1, found 00 00 08 00/],
    ['cut in its header', small.subarray(0, 9), /header of 12 bytes, found 9 bytes/],
    ['truncated', small.subarray(0, 17), /truncated IDX file a: .*\[2, 3\] needs 18 .* found 17/],
    ['over-long', Buffer.concat([small, small]), /over-long IDX file a: .* 18 bytes, found 36/],
  ] as const;
  test.each(cases)('when %s', async (_, bytes, message) => {
    expect(await complaint(() => parseIdx(bytes, 'a'))).toMatch(message);
  });

  test('when its sizes are larger than any file', async () => {
    const huge = Uint8Array.from([0, 0, 8, 4, ...new Array<number>(16).fill(255)]);
    expect(await complaint(() => parseIdx(huge, 'a'))).toMatch(/truncated/);
  });
});
