import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { rng } from '../../../src/core/random.ts';
import { datasetCard } from '../../../src/lab/data/card.ts';
import { locate } from '../../../src/lab/data/dataset-files.ts';
import { loadImages } from '../../../src/lab/data/load.ts';
import { loadNamed } from '../../../src/lab/data/named.ts';
import { prepare } from '../../../src/problems/data/prepare.ts';
import { complaint, scratchFolder } from '../../support/scratch-folder.ts';

const baseDir = scratchFolder();
const places = { cacheDir: baseDir, baseDir };
const spec = { train: 500, test: 100, centre: true, labelNoise: 0, randomLabels: false };
const card = datasetCard('mnist');
const folder = locate(card, places)!;
const mnist = await loadImages({ name: 'mnist' }, places);

describe('MNIST', () => {
  test('is what was published: sizes, class counts, and the pixel mean and deviation', () => {
    expect([mnist.shape, mnist.outputs]).toEqual([[28, 28, 1], 10]);
    expect([mnist.train.count, mnist.test.count]).toEqual([60_000, 10_000]);
    const counts = new Array<number>(10).fill(0);
    for (const label of mnist.test.labels!) counts[label]!++;
    expect(counts).toEqual([980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009]);
    let [sum, squares] = [0, 0];
    for (const pixel of mnist.train.pixels) {
      sum += pixel / 255;
      squares += (pixel / 255) ** 2;
    }
    // 0.1307 and 0.3081 are the constants that every PyTorch example normalises MNIST with.
    const mean = sum / (60_000 * 784);
    expect(Math.abs(mean - 0.1307)).toBeLessThan(5e-5);
    const deviation = Math.sqrt(squares / (60_000 * 784) - mean ** 2);
    expect(Math.abs(deviation - 0.3081)).toBeLessThan(5e-5);
  });

  test('loads from a folder of the user as well', async () => {
    const set = await loadImages({ name: 'mnist', path: folder }, places);
    expect(set.checksums).toEqual(mnist.checksums);
  });

  test('with one byte changed is refused', async () => {
    mkdirSync(join(baseDir, 'changed'));
    for (const file of Object.keys(mnist.checksums)) {
      copyFileSync(join(folder, file), join(baseDir, 'changed', file));
    }
    const file = join(baseDir, 'changed', 't10k-labels-idx1-ubyte');
    const bytes = readFileSync(file);
    bytes[100]! ^= 1;
    writeFileSync(file, bytes);
    expect(await complaint(() => loadImages({ name: 'mnist', path: 'changed' }, places))).toMatch(
      /^wrong data in .*t10k-labels-idx1-ubyte: SHA-256 .* is [0-9a-f]{64}, expected ff7bcf.*one$/,
    );
  });

  test('without its package is refused with what to do', async () => {
    const gone = { ...card, package: { name: 'no-such-package', folder: 'data' } };
    expect(locate(gone, places)).toBeUndefined();
    expect(await complaint(() => loadNamed(gone, undefined, places, () => {}))).toBe(
      'cannot find MNIST: the package no-such-package is not installed, or not whole; run npm ci, or ' +
        'set data.path to a folder with train-images-idx3-ubyte, train-labels-idx1-ubyte, ' +
        't10k-images-idx3-ubyte, t10k-labels-idx1-ubyte',
    );
  });
});

describe('a prepared subset of MNIST', () => {
  const data = prepare(mnist, spec, rng(3));

  test('is balanced, centred, and of unit deviation', () => {
    const counts = new Array<number>(10).fill(0);
    for (const label of data.labels!) counts[label]!++;
    expect(counts).toEqual(new Array(10).fill(50));
    let squares = 0;
    for (let j = 0; j < 784; j++) {
      let mean = 0;
      for (let i = 0; i < 500; i++) {
        mean += data.x[i * 784 + j]! / 500;
        squares += data.x[i * 784 + j]! ** 2;
      }
      // Rounding x to float32 moves a mean of numbers below 20 by less than 20 · 2⁻²⁴ = 1.2e-6.
      expect(Math.abs(mean)).toBeLessThan(1.2e-6);
    }
    expect(Math.abs(squares / (500 * 784) - 1)).toBeLessThan(1e-6);
  });

  test('holds published images with their labels, no image twice', () => {
    const raw = prepare(mnist, { ...spec, centre: false }, rng(3));
    // Four digits of the scale leave an error of at most 255 · 1e-4, so the pixels round to themselves.
    const scale = Number(/divided by ([\d.]+)/.exec(raw.preparation)![1]);
    const row = (pixels: ArrayLike<number>, i: number) =>
      Buffer.from(Uint8Array.from({ length: 784 }, (_, j) => pixels[i * 784 + j]!)).toString('hex');
    const published = new Map<string, number>();
    mnist.train.labels!.forEach((label, i) => {
      published.set(row(mnist.train.pixels, i), label);
    });
    const pixels = raw.x.map((x) => Math.round(x * scale));
    const rows = Array.from({ length: 500 }, (_, i) => row(pixels, i));
    expect(rows.map((bytes) => published.get(bytes))).toEqual([...raw.labels!]);
    expect(new Set(rows).size).toBe(500);
  });
});
