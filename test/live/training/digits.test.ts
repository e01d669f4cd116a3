import { expect, test } from 'vitest';
import { rng } from '../../../src/core/random.ts';
import { datasetCard } from '../../../src/lab/data/card.ts';
import { loadImages } from '../../../src/lab/data/load.ts';
import { datasetOf } from '../../../src/lab/task/dataset.ts';
import { problemOf } from '../../../src/live/state/problem.ts';
import { ranges } from '../../../src/live/state/ranges.ts';
import { DATA_SEED, initialState, TEST } from '../../../src/live/state/state.ts';
import { packDigits, unpackDigits } from '../../../src/live/training/digits.ts';
import { DIGITS, GLYPHS, imageSource } from '../../../src/live/training/image-source.ts';
import { subsetsOf } from '../../../src/problems/data/prepare.ts';

const places = { cacheDir: '/nonexistent', baseDir: '/', offline: true };

test('the selection of MNIST gives the examples that the lab draws from all of it', async () => {
  const images = await loadImages({ name: 'mnist' }, places);
  const packed = packDigits(images, subsetsOf(images, DIGITS, rng(DATA_SEED).fork('data')));
  expect(packed.length).toBeLessThan(1.3e6);
  const source = imageSource(() => Promise.resolve(packed));
  for (const train of ranges.train.values) {
    const { data, seed } = problemOf({ ...initialState, data: 'mnist', train, labelNoise: 0.3 });
    const [here, lab] = await Promise.all([
      datasetOf(data, seed, source),
      datasetOf(data, seed, () => Promise.resolve(images)),
    ]);
    for (const key of ['x', 'testX', 'labels'] as const)
      expect(Buffer.from(here[key]!.buffer).equals(Buffer.from(lab[key]!.buffer))).toBe(true);
    expect(here.preparation).toBe(lab.preparation);
  }
});

test('no control asks for more examples than the selection has', () => {
  expect(Math.max(...ranges.train.values)).toBeLessThanOrEqual(DIGITS.train);
  expect(TEST).toBeLessThanOrEqual(DIGITS.test);
});

test('glyphs are drawn from as many as the lab has', () => {
  expect(GLYPHS).toEqual(datasetCard('glyphs').sizes);
});

test('unpacked images lie in their rows, and all labels are there', () => {
  const pixels = Uint8Array.from({ length: 3 * 784 }, (_, i) => i % 251);
  const labels = Int32Array.of(2, 0, 1);
  const split = { pixels, labels, count: 3 };
  const kept = { index: Int32Array.of(2, 0), short: [] };
  const { train, test: held } = unpackDigits(
    packDigits({ train: split, test: split }, { train: kept, test: kept }),
    'some',
  );
  for (const found of [train, held]) {
    expect(found.labels).toEqual(labels);
    for (const row of [0, 2])
      expect(found.pixels.slice(row * 784, (row + 1) * 784)).toEqual(
        pixels.slice(row * 784, (row + 1) * 784),
      );
    expect(Math.max(...found.pixels.slice(784, 2 * 784))).toBe(0);
  }
});
