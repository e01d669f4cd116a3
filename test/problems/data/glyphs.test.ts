import { describe, expect, test } from 'vitest';
import { rng } from '../../../src/core/random.ts';
import { loadImages } from '../../../src/lab/data/load.ts';
import { drawGlyphs } from '../../../src/problems/data/glyphs.ts';
import { prepare } from '../../../src/problems/data/prepare.ts';
import { nearestMeanAccuracy } from '../../support/nearest-mean.ts';

const glyphs = drawGlyphs({ train: 10_000, test: 2000 });

describe('glyphs', () => {
  test('have as many of each class', () => {
    const counts = new Array<number>(10).fill(0);
    for (const label of glyphs.test.labels!) counts[label]!++;
    expect(counts).toEqual(new Array(10).fill(200));
  });

  test('begin the same however many are drawn', () => {
    const few = drawGlyphs({ train: 30, test: 10 });
    expect(few.train.pixels).toEqual(glyphs.train.pixels.subarray(0, 30 * 784));
    expect(few.test.pixels).toEqual(glyphs.test.pixels.subarray(0, 10 * 784));
  });

  test('differ from each other, and between the splits', () => {
    const rows = new Set<string>();
    for (const { pixels, count } of [glyphs.train, glyphs.test]) {
      for (let i = 0; i < count; i++) {
        rows.add(Buffer.from(pixels.subarray(i * 784, (i + 1) * 784)).toString('base64'));
      }
    }
    expect(rows.size).toBe(12_000);
  });

  test('keep their ink inside the frame, but for a few', () => {
    let touching = 0;
    for (let i = 0; i < 2000; i++) {
      const at = (y: number, x: number) => glyphs.test.pixels[i * 784 + 28 * y + x]!;
      // Faint grain may reach the border; ink above a third of full is a stroke.
      const border = Array.from({ length: 28 }, (_, k) => [
        at(0, k),
        at(27, k),
        at(k, 0),
        at(k, 27),
      ]);
      if (border.flat().some((pixel) => pixel > 85)) touching++;
    }
    expect(touching / 2000).toBeLessThan(0.05);
  });

  test('are about as hard as MNIST for a classifier by class means', async () => {
    const spec = { train: 2000, test: 1000, centre: true, labelNoise: 0, randomLabels: false };
    const [ours, theirs] = await Promise.all(
      ['glyphs', 'mnist'].map(async (name) => {
        const set = await loadImages({ name }, { cacheDir: '/', baseDir: '/' });
        return nearestMeanAccuracy(prepare(set, spec, rng(1)));
      }),
    );
    // MNIST gives about 0.80; 1000 test examples leave a standard error of 0.013.
    expect(theirs).toBeGreaterThan(0.75);
    expect(Math.abs(ours! - theirs!)).toBeLessThan(0.1);
  });
});
