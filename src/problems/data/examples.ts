import { InputError } from '../../core/error.ts';
import { rng } from '../../core/random.ts';
import type { Examples, ImageSet } from './images.ts';
import type { Numbers } from './npy.ts';

/**
 * Examples from arrays that a user gave: rows of `dim` numbers and one label each.
 *
 * @throws InputError, naming `file`, for counts that differ, labels that are not integers in
 *   0 … 9999, and pixels that are not finite.
 */
export function examples(pixels: Numbers, dim: number, labels: Numbers, file: string): Examples {
  const count = labels.length;
  if (count === 0 || pixels.length !== count * dim) {
    throw new InputError(
      `invalid examples in ${file}: ${pixels.length / dim} images and ${count} labels; give one ` +
        'label for each image, and at least one',
    );
  }
  const bad = labels.findIndex((label: number | bigint) => !isLabel(Number(label)));
  if (bad >= 0) {
    throw new InputError(
      `invalid label in ${file}: example ${bad} has ${labels[bad]}; number the classes 0, 1, 2, … ` +
        `(at most ${maxLabel})`,
    );
  }
  const kept =
    pixels instanceof Uint8Array || pixels instanceof Float32Array ? pixels : asFloat64(pixels);
  const odd = kept.findIndex((pixel) => !Number.isFinite(pixel));
  if (odd >= 0) {
    throw new InputError(
      `invalid pixel in ${file}: example ${Math.floor(odd / dim)} has ${kept[odd]} at ` +
        `${odd % dim}; give finite numbers`,
    );
  }
  return { pixels: kept, labels: Int32Array.from(labels, Number), count };
}

/** True for an integer in 0 … 9999; the bound catches values that are no class numbers at all. */
export const isLabel = (label: number): boolean =>
  Number.isInteger(label) && label >= 0 && label <= maxLabel;

export const maxLabel = 9999;

/**
 * Height, width and channels of rows with the given axes: [d], [h, w] or [h, w, c].
 *
 * A vector whose length is a square is taken for a square grey image, any other for [1, d, 1].
 *
 * @throws InputError, naming `file`, for no axis, more than three, or an empty one.
 */
export function imageShape(axes: readonly number[], file: string): ImageSet['shape'] {
  const [a = 0, b = 1, c = 1] = axes;
  if (axes.length < 1 || axes.length > 3 || !(a * b * c > 0)) {
    throw new InputError(
      `invalid images in ${file}: one example has shape [${axes.join(', ')}]; give [d], ` +
        '[height, width] or [height, width, channels]',
    );
  }
  if (axes.length > 1) return [a, b, c];
  const side = Math.round(Math.sqrt(a));
  return side * side === a ? [side, side, 1] : [1, a, 1];
}

/**
 * One set of examples as a training and a test split, one in seven held out as in MNIST.
 *
 * The split is a property of the data, with a seed of its own: no run ever trains on an example
 * that another run tests on.
 *
 * @throws InputError, naming `file`, for fewer than two examples.
 */
export function holdOut(all: Examples, file: string): { train: Examples; test: Examples } {
  if (all.count < 2) {
    throw new InputError(`cannot split ${file}: it holds 1 example; give at least 2`);
  }
  const order = rng(0).fork('held-out').permutation(all.count);
  const held = Math.max(1, Math.floor(all.count / 7));
  return { train: rows(all, order.subarray(held)), test: rows(all, order.subarray(0, held)) };
}

/**
 * An image set from checked splits; its classes are 0 … the largest label of either.
 *
 * @throws InputError where the test images have another size than the training images.
 */
export function imageSet(set: Omit<ImageSet, 'classes'>): ImageSet {
  const { train, test } = set;
  const [d, e] = [train.pixels.length / train.count, test.pixels.length / test.count];
  if (d !== e) {
    throw new InputError(
      `invalid examples in ${set.source}: a training image has ${d} numbers, a test image ${e}; ` +
        'give both the same size',
    );
  }
  let classes = 0;
  for (const { labels } of [train, test]) {
    for (const label of labels) classes = Math.max(classes, label + 1);
  }
  return { ...set, classes };
}

function rows({ pixels, labels, count }: Examples, index: Int32Array): Examples {
  const dim = pixels.length / count;
  const kept = pixels.slice(0, index.length * dim);
  index.forEach((from, to) => {
    kept.set(pixels.subarray(from * dim, (from + 1) * dim), to * dim);
  });
  return { pixels: kept, labels: index.map((from) => labels[from]!), count: index.length };
}

const asFloat64 = (numbers: Numbers): Float64Array =>
  numbers instanceof Float64Array ? numbers : Float64Array.from(numbers, Number);
