import { type Rng, rng } from '../../core/random.ts';
import type { Examples, Splits } from './images.ts';
import { draw, side } from './pen.ts';
import { digits } from './strokes.ts';

/**
 * Digits drawn by a program: an MNIST-like set that needs no file and is the same everywhere.
 *
 * The seed is fixed, so a run's own seed chooses among the same examples, as with any dataset.
 */
export function drawGlyphs(sizes: { readonly train: number; readonly test: number }): Splits {
  const random = rng(0).fork('glyphs');
  return {
    shape: [side, side, 1],
    train: drawn(sizes.train, random.fork('train')),
    test: drawn(sizes.test, random.fork('test')),
  };
}

function drawn(count: number, random: Rng): Examples {
  const pixels = new Uint8Array(count * side * side);
  // Classes take turns: i mod 10 keeps any first n balanced, and prepare draws at random anyway.
  const labels = Int32Array.from({ length: count }, (_, i) => i % digits.length);
  labels.forEach((label, i) => {
    const own = random.fork('glyph', i);
    const ways = digits[label]!;
    pixels.set(draw(ways[own.integer(ways.length)]!, own), i * side * side);
  });
  return { pixels, labels, count };
}
