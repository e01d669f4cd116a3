import { describe, expect, test } from 'vitest';
import { examples, holdOut, imageShape } from '../../../src/problems/data/examples.ts';
import { imageSet } from '../../../src/problems/data/image-set.ts';
import { complaint } from '../../support/scratch-folder.ts';

const numbered = (n: number) =>
  examples(
    Float32Array.from({ length: 2 * n }, (_, i) => i),
    2,
    Int32Array.from({ length: n }, (_, i) => i),
    'a',
  );

describe('held-out examples', () => {
  test('are one in seven, and with the rest make up the whole, each row with its label', () => {
    const { train, test } = holdOut(numbered(70), 'a');
    expect([train.count, test.count]).toEqual([60, 10]);
    for (const { pixels, labels } of [train, test]) {
      labels!.forEach((label, i) => {
        expect([...pixels.subarray(2 * i, 2 * i + 2)]).toEqual([2 * label, 2 * label + 1]);
      });
    }
    const all = new Set([...train.labels!, ...test.labels!]);
    expect(all.size).toBe(70);
  });

  test('are the same whenever the same data are split, and are not simply the last', () => {
    const test = holdOut(numbered(70), 'a').test.labels!;
    expect(holdOut(numbered(70), 'a').test.labels).toEqual(test);
    expect(Math.max(...test) - Math.min(...test)).toBeGreaterThan(20);
  });

  test('leave the data that were split as they were', () => {
    const given = numbered(14);
    holdOut(given, 'a');
    expect(given).toEqual(numbered(14));
  });

  test('are at least one', async () => {
    expect(holdOut(numbered(2), 'a').test.count).toBe(1);
    expect(await complaint(() => holdOut(numbered(1), 'a'))).toBe(
      'cannot split a: it holds 1 example; give at least 2',
    );
  });
});

describe('the shape of an image', () => {
  test('is a square for a square number of pixels, a row otherwise, and as given for more axes', () => {
    expect(imageShape([784], 'a')).toEqual([28, 28, 1]);
    expect(imageShape([10], 'a')).toEqual([1, 10, 1]);
    expect(imageShape([3, 4], 'a')).toEqual([3, 4, 1]);
    expect(imageShape([3, 4, 2], 'a')).toEqual([3, 4, 2]);
  });

  test.each([[[]], [[1, 2, 3, 4]], [[0, 3]]])('cannot be %j', async (axes) => {
    expect(await complaint(() => imageShape(axes, 'a'))).toBe(
      `invalid images in a: one example has shape [${axes.join(', ')}]; give [d], [height, width] ` +
        'or [height, width, channels]',
    );
  });
});

describe('examples', () => {
  test('keep bytes and floats as they are, and turn other integers into float64', () => {
    const [labels, kinds] = [BigInt64Array.of(0n, 2n), [Uint8Array, Float32Array, Float64Array]];
    for (const kind of kinds) {
      expect(examples(kind.of(1, 2), 1, labels, 'a').pixels).toEqual(kind.of(1, 2));
    }
    const { pixels, labels: read } = examples(Int16Array.of(-1, 2), 1, labels, 'a');
    expect([pixels, read]).toEqual([Float64Array.of(-1, 2), Int32Array.of(0, 2)]);
  });

  const [x, y] = [Float32Array.of(1, 2, 3, 4), Int32Array.of(0, 1)];
  const cases = [
    ['another number of labels', x, Int32Array.of(0), /invalid examples in a: 2 images and 1 lab/],
    ['none at all', new Float32Array(0), new Int32Array(0), /0 images and 0 labels/],
    ['a fractional label', x, Float64Array.of(0, 0.5), /invalid label in a: example 1 has 0.5/],
    ['a label that is not a number', x, Float64Array.of(Number.NaN, 0), /example 0 has NaN/],
    ['a negative label', x, BigInt64Array.of(0n, -1n), /example 1 has -1; number the classes/],
    ['a huge label', x, Int32Array.of(10_000, 0), /has 10000; .*at most 9999/],
    ['NaN', Float32Array.of(1, 2, 3, Number.NaN), y, /invalid pixel in a: example 1 has NaN at 1/],
    ['∞', Float64Array.of(Number.POSITIVE_INFINITY, 2, 3, 4), y, /example 0 has Infinity at 0/],
  ] as const;
  test.each(cases)('with %s are refused', async (_, pixels, labels, message) => {
    expect(await complaint(() => examples(pixels, 2, labels, 'a'))).toMatch(message);
  });

  test('of another size in the test split are refused', async () => {
    const set = { name: 'a', shape: [1, 2, 1], checksums: {}, source: 'f' } as const;
    const narrow = examples(Float32Array.of(1), 1, Int32Array.of(0), 'a');
    expect(await complaint(() => imageSet({ ...set, train: numbered(2), test: narrow }))).toBe(
      'invalid examples in f: a training image has 2 numbers, a test image 1; give both the same ' +
        'size',
    );
  });
});
