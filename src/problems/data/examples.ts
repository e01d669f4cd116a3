import { InputError } from '../../core/error.ts';
import { rng } from '../../core/random.ts';
import type { Examples, ImageSet, Targets } from './images.ts';
import type { Numbers } from './npy.ts';

/**
 * Examples from arrays that a user gave: rows of `dim` numbers and one label each.
 *
 * @throws InputError, naming `file`, for counts that differ, labels that are not integers in
 *   0 … 9999, and pixels that are not finite.
 */
export function examples(pixels: Numbers, dim: number, labels: Numbers, file: string): Examples {
  const count = counted(pixels, dim, labels.length, 'label', file);
  const bad = labels.findIndex((label: number | bigint) => !isLabel(Number(label)));
  if (bad >= 0) {
    throw new InputError(
      `invalid label in ${file}: example ${bad} has ${labels[bad]}; ${labelRemedy}`,
    );
  }
  const kept = finite(pixels, dim, 'pixel', file);
  return { pixels: kept, labels: Int32Array.from(labels, Number), count };
}

/**
 * Examples from arrays that a user gave: rows of `dim` numbers and `size` real-valued targets each.
 *
 * @throws InputError, naming `file`, for counts that differ and for numbers that are not finite.
 */
export function valuedExamples(
  pixels: Numbers,
  dim: number,
  targets: { readonly data: Numbers; readonly size: number },
  file: string,
): Examples {
  const { data, size } = targets;
  const count = counted(pixels, dim, data.length / size, 'target', file);
  const values = asFloat64(finite(data, size, 'target', file));
  return { pixels: finite(pixels, dim, 'pixel', file), values, count };
}

/** True for an integer in 0 … 9999; the bound catches values that are no class numbers at all. */
export const isLabel = (label: number): boolean =>
  Number.isInteger(label) && label >= 0 && label <= MAX_LABEL;

const MAX_LABEL = 9999;

/** What to do about a number that is no label. */
export const labelRemedy = `number the classes 0, 1, 2, … (at most ${MAX_LABEL}), or set data.targets: values for real-valued targets`;

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
  return {
    train: examplesAt(all, order.subarray(held)),
    test: examplesAt(all, order.subarray(0, held)),
  };
}

/** The targets of some rows of examples, in their order. */
export function targetsAt({ labels, values, count }: Examples, index: Int32Array): Targets {
  return labels === undefined
    ? { values: rows(values, values.length / count, index) }
    : { labels: index.map((from) => labels[from]!) };
}

/** Some rows of examples with their targets, copied. */
export function examplesAt(examples: Examples, index: Int32Array): Examples {
  const { pixels, count } = examples;
  return {
    pixels: rows(pixels, pixels.length / count, index),
    ...targetsAt(examples, index),
    count: index.length,
  };
}

function rows<A extends Examples['pixels']>(data: A, size: number, index: Int32Array): A {
  const kept = data.slice(0, index.length * size) as A;
  index.forEach((from, to) => {
    kept.set(data.subarray(from * size, (from + 1) * size), to * size);
  });
  return kept;
}

function counted(
  pixels: Numbers,
  dim: number,
  targets: number,
  what: 'label' | 'target',
  file: string,
): number {
  if (targets === 0 || pixels.length !== targets * dim) {
    throw new InputError(
      `invalid examples in ${file}: ${pixels.length / dim} images and ${targets} ${what}s; give one ` +
        `${what} for each image, and at least one`,
    );
  }
  return targets;
}

/** The numbers as they are, or in float64; throws InputError for one that is not finite, or beyond 2⁵³. */
function finite(numbers: Numbers, size: number, what: string, file: string): Examples['pixels'] {
  if (numbers instanceof Uint8Array) return numbers;
  const kept = numbers instanceof Float32Array ? numbers : asFloat64(numbers);
  const long = numbers instanceof BigInt64Array || numbers instanceof BigUint64Array;
  const odd = firstBeyond(kept, long ? Number.MAX_SAFE_INTEGER : Number.MAX_VALUE);
  if (odd >= 0) {
    throw new InputError(
      `invalid ${what} in ${file}: example ${Math.floor(odd / size)} has ${numbers[odd]} at ` +
        `${odd % size}; give ${long ? 'integers below 2⁵³' : 'finite numbers'}`,
    );
  }
  return kept;
}

/** Place of the first number whose size is not at most `most`, or −1: a plain loop, since a whole dataset goes through it. */
function firstBeyond(numbers: Float32Array | Float64Array, most: number): number {
  for (let i = 0; i < numbers.length; i++) if (!(Math.abs(numbers[i]!) <= most)) return i;
  return -1;
}

const asFloat64 = (numbers: Numbers): Float64Array =>
  numbers instanceof Float64Array
    ? numbers
    : numbers instanceof BigInt64Array || numbers instanceof BigUint64Array
      ? Float64Array.from<bigint>(numbers, Number)
      : new Float64Array(numbers);
