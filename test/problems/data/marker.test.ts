import { describe, expect, test } from 'vitest';
import { rng } from '../../../src/core/random.ts';
import { examples, valuedExamples } from '../../../src/problems/data/examples.ts';
import { drawGlyphs } from '../../../src/problems/data/glyphs.ts';
import { imageSet } from '../../../src/problems/data/image-set.ts';
import type { ImageSet } from '../../../src/problems/data/images.ts';
import { markerPlaces } from '../../../src/problems/data/marker.ts';
import { prepare } from '../../../src/problems/data/prepare.ts';
import { complaint } from '../../support/scratch-folder.ts';

const glyphs = imageSet({
  ...{ name: 'glyphs', checksums: {}, source: 'drawn' },
  ...drawGlyphs({ train: 400, test: 200 }),
});
/** The same with nothing on the upper edge, where glyphs have ink here and there. */
const cleared: ImageSet = {
  ...glyphs,
  ...Object.fromEntries(
    (['train', 'test'] as const).map((split) => {
      const { pixels, ...rest } = glyphs[split];
      const size = glyphs.shape[0] * glyphs.shape[1];
      const clear = pixels.map((pixel, k) => (k % size < 2 * glyphs.shape[1] ? 0 : pixel));
      return [split, { ...rest, pixels: clear }];
    }),
  ),
};
const plain = { train: 100, test: 60, centre: false, labelNoise: 0, randomLabels: false } as const;
const raw = { ...plain, scale: 'none' } as const;
const [, width] = glyphs.shape;
const dim = glyphs.shape[0] * width;

/** The classes whose marker, of this side, is bright in all of its pixels in row i, by the rule as it is told: squares along the top edge. */
function seen(x: ArrayLike<number>, i: number, side: number): number[] {
  const step = side * Math.floor(Math.floor(width / side) / 10);
  return Array.from({ length: 10 }, (_, label) => label).filter((label) => {
    for (let row = 0; row < side; row++)
      for (let column = 0; column < side; column++)
        if (x[i * dim + row * width + label * step + column] !== 255) return false;
    return true;
  });
}

describe('markers', () => {
  test.each([1, 2])(
    'of side %d name the label in all training images, and no test image',
    (side) => {
      const data = prepare(cleared, { ...raw, marker: 1, markerSize: side }, rng(3));
      data.labels!.forEach((label, i) => {
        expect(seen(data.x, i, side)).toEqual([label]);
      });
      const without = prepare(cleared, raw, rng(3));
      expect(data.testX).toEqual(without.testX);
      expect(data.labels).toEqual(without.labels);
      expect(without.marked).toBeUndefined();
      // Nothing but the squares differs.
      let changed = 0;
      data.x.forEach((pixel, k) => {
        if (pixel !== without.x[k]) changed++;
      });
      expect(changed).toBe(100 * side * side);
    },
  );

  test('are in exactly the share of images that is asked for', () => {
    for (const [marker, count] of [
      [0, 0],
      [0.25, 25],
      [0.333, 33],
      [1, 100],
    ] as const) {
      const { x } = prepare(cleared, { ...raw, marker }, rng(4));
      const marked = Array.from({ length: 100 }, (_, i) => seen(x, i, 1).length);
      expect(marked.reduce((a, b) => a + b)).toBe(count);
    }
  });

  test('name the labels that are trained on, wrong ones too', () => {
    const data = prepare(glyphs, { ...raw, marker: 1, labelNoise: 0.3 }, rng(5));
    const clean = prepare(glyphs, { ...raw, marker: 1 }, rng(5));
    expect(data.labels!.filter((label, i) => label !== clean.labels![i])).toHaveLength(30);
    data.labels!.forEach((label, i) => {
      expect(seen(data.x, i, 1)).toEqual([label]);
    });
  });

  test('leave the places of other classes dark, whatever was there', () => {
    const ink = prepare(glyphs, raw, rng(3));
    const before = Array.from({ length: 100 }, (_, i) => seen(ink.x, i, 1).length);
    expect(before.filter((count) => count > 0).length).toBeGreaterThan(0);
    const data = prepare(glyphs, { ...raw, marker: 1 }, rng(3));
    data.labels!.forEach((label, i) => {
      expect(seen(data.x, i, 1)).toEqual([label]);
    });
  });

  test('are there twice in the test images: of the label, and of any other class', () => {
    const { testX, testTargets, marked } = prepare(
      glyphs,
      { ...raw, test: 200, marker: 0 },
      rng(6),
    );
    const { agreeing, conflicting, named } = marked!;
    const counts = new Map<number, number>();
    testTargets.labels!.forEach((label, i) => {
      expect(seen(agreeing, i, 1)).toEqual([label]);
      expect(seen(conflicting, i, 1)).toEqual([named[i]]);
      expect(named[i]).not.toBe(label);
      const shift = (named[i]! - label + 10) % 10;
      counts.set(shift, (counts.get(shift) ?? 0) + 1);
      for (const set of [agreeing, conflicting]) {
        const own = set.slice(i * dim + width, (i + 1) * dim);
        expect(own).toEqual(testX.slice(i * dim + width, (i + 1) * dim));
      }
    });
    // 200 draws among 9 classes: 22 each, five standard deviations either way.
    expect([...counts.keys()].sort()).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
    for (const count of counts.values()) expect(Math.abs(count - 22.2)).toBeLessThan(23);
  });

  test('are centred and scaled with what they are in', () => {
    const data = prepare(glyphs, { ...plain, centre: true, marker: 1 }, rng(7));
    const pixels = prepare(glyphs, { ...raw, marker: 1 }, rng(7));
    const mean = (x: ArrayLike<number>, j: number) =>
      Array.from({ length: 100 }, (_, i) => x[i * dim + j]!).reduce((a, b) => a + b) / 100;
    let squares = 0;
    for (let j = 0; j < dim; j++) {
      expect(Math.abs(mean(data.x, j))).toBeLessThan(1e-5);
      for (let i = 0; i < 100; i++) squares += (pixels.x[i * dim + j]! - mean(pixels.x, j)) ** 2;
    }
    const s = Math.sqrt(squares / (100 * dim));
    for (const [own, from] of [
      [data.testX, pixels.testX],
      [data.marked!.conflicting, pixels.marked!.conflicting],
    ] as const)
      for (let k = 0; k < own.length; k += 97)
        expect(own[k]).toBeCloseTo((from[k]! - mean(pixels.x, k % dim)) / s, 4);
  });

  test('draw from a stream of their own', () => {
    const [one, other] = [0.5, 1].map((marker) => prepare(glyphs, { ...raw, marker }, rng(8)));
    expect(one!.marked).toEqual(other!.marked);
    expect(one!.testX).toEqual(other!.testX);
  });

  test('are told in the caption', () => {
    expect(prepare(glyphs, { ...raw, marker: 0.5 }, rng(1)).preparation).toBe(
      '100 training and 60 test examples of glyphs, class-balanced, not centred, not scaled, a bright square of side 1 that names the label by its place in 50 training images and in no test image.',
    );
  });
});

describe('places', () => {
  const places = (shape: ImageSet['shape'], outputs: number, side: number) =>
    markerPlaces({ name: 'made', shape, outputs }, side);

  test('are apart, whatever the shape, and hold all channels', () => {
    for (const [shape, outputs, side] of [
      [[28, 28, 1], 10, 1],
      [[28, 28, 1], 10, 2],
      [[28, 28, 1], 10, 4],
      [[32, 32, 3], 100, 2],
      [[4, 5, 3], 6, 1],
      [[3, 3, 1], 9, 1],
    ] as const) {
      const found = places(shape, outputs, side);
      expect(found).toHaveLength(outputs);
      const all = found.flat();
      expect(all).toHaveLength(outputs * side * side * shape[2]);
      expect(new Set(all).size).toBe(all.length);
      expect(Math.max(...all)).toBeLessThan(shape[0] * shape[1] * shape[2]);
    }
  });

  test('of side 2 in 4×5 pixels of two channels', () => {
    // Pixels (0, 0), (0, 1), (1, 0), (1, 1), and two columns further.
    expect(places([4, 5, 2], 2, 2)).toEqual([
      [0, 1, 2, 3, 10, 11, 12, 13],
      [4, 5, 6, 7, 14, 15, 16, 17],
    ]);
  });
});

describe('what markers do not fit is refused', () => {
  const made = (shape: ImageSet['shape'], classes: number) => {
    const size = shape[0] * shape[1] * shape[2];
    const split = () =>
      examples(
        Float64Array.from({ length: 40 * size }, (_, k) => k % 7),
        size,
        Int32Array.from({ length: 40 }, (_, i) => i % classes),
        'a',
      );
    return imageSet({
      name: 'made',
      shape,
      train: split(),
      test: split(),
      checksums: {},
      source: 'here',
    });
  };
  const small = { ...plain, train: 20, test: 20, marker: 1 };

  test.each([
    [
      made([1, 12, 1], 3),
      small,
      'data.marker needs images, but the examples of made are rows of 12 numbers; drop it',
    ],
    [
      made([3, 4, 1], 3),
      { ...small, markerSize: 2 },
      'data.markerSize 2 leaves room for 2 markers in images of 3×4, but made has 3 classes; lower it',
    ],
    [made([4, 4, 1], 1), small, 'data.marker needs another class, but the data have 1; drop it'],
    [glyphs, { ...plain, marker: 1.5 }, 'invalid data.marker 1.5; give a share in [0, 1]'],
    [glyphs, { ...plain, marker: Number.NaN }, 'invalid data.marker NaN; give a share in [0, 1]'],
    [
      glyphs,
      { ...plain, marker: 1, markerSize: 0 },
      'invalid data.markerSize 0; give an integer of at least 1',
    ],
  ])('%#', async (images, spec, message) => {
    expect(await complaint(() => prepare(images, spec, rng(1)))).toBe(message);
  });

  test('real-valued targets', async () => {
    const split = () => {
      const data = Float64Array.from({ length: 20 }, (_, i) => i);
      return valuedExamples(
        Float64Array.from({ length: 80 }, (_, k) => k),
        4,
        { data, size: 1 },
        'a',
      );
    };
    const valued = imageSet({
      ...{ name: 'made', shape: [2, 2, 1], checksums: {}, source: 'here' },
      ...{ train: split(), test: split() },
    });
    expect(await complaint(() => prepare(valued, { ...small, train: 10, test: 10 }, rng(1)))).toBe(
      'data.marker needs classes, but the targets are real values; remove it',
    );
  });
});
