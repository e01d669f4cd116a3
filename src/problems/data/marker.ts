import { InputError } from '../../core/error.ts';
import type { Rng } from '../../core/random.ts';
import type { Examples, ImageSet } from './images.ts';
import { otherClass } from './label-noise.ts';

/** A bright square that names a class by its place in an image. */
export interface Marking {
  /** Share of the training images with the marker of their label, in [0, 1]; absent: there are no markers. */
  readonly marker?: number;
  /** Side of the square in pixels; absent: 1. */
  readonly markerSize?: number;
}

/** Where markers lie: for each class the indices of its pixels in a row of [height · width · channels]. */
export type MarkerPlaces = readonly (readonly number[])[];

/**
 * The place of the marker of each class 0 … k − 1: squares along the top edge from left to right, further rows below where one
 * edge has no room for all.
 *
 * @throws InputError for rows that are no images, and where not all squares have room
 */
export function markerPlaces(
  { name, shape, outputs }: Pick<ImageSet, 'name' | 'shape' | 'outputs'>,
  side: number,
): MarkerPlaces {
  const [height, width, channels] = shape;
  if (height === 1) {
    throw new InputError(
      `data.marker needs images, but the examples of ${name} are rows of ${width} numbers; drop it`,
    );
  }
  const [down, across] = [Math.floor(height / side), Math.floor(width / side)];
  if (down * across < outputs) {
    throw new InputError(
      `data.markerSize ${side} leaves room for ${down * across} markers in images of ${height}×${width}, but ${name} has ${outputs} classes; lower it`,
    );
  }
  const each = (n: number) => Array.from({ length: n }, (_, i) => i);
  // Apart from each other where the edge is wide enough.
  const step = side * Math.max(1, Math.floor(across / outputs));
  return each(outputs).map((label) => {
    const [row, column] =
      outputs <= across
        ? [0, label * step]
        : [Math.floor(label / across) * side, (label % across) * side];
    return each(side).flatMap((i) =>
      each(side * channels).map((j) => ((row + i) * width + column) * channels + j),
    );
  });
}

/**
 * The examples, each with the marker of its class in `named`: its pixels are `bright` and those of all other markers `dark`, so that no
 * image has two. −1 leaves an example as it is.
 */
export function withMarkers(
  examples: Examples,
  named: Int32Array,
  places: MarkerPlaces,
  { dark, bright }: Brightness,
): Examples {
  const pixels = examples.pixels.slice();
  const dim = pixels.length / examples.count;
  named.forEach((label, i) => {
    if (label < 0) return;
    places.forEach((own, other) => {
      for (const j of own) pixels[i * dim + j] = other === label ? bright : dark;
    });
  });
  return { ...examples, pixels };
}

/** The labels of round(share · n) examples, each as likely as another, and −1 for the others. Shape [n]. */
export function someOf(labels: Int32Array, share: number, random: Rng): Int32Array {
  const chosen = random.permutation(labels.length).subarray(0, Math.round(share * labels.length));
  const named = new Int32Array(labels.length).fill(-1);
  for (const i of chosen) named[i] = labels[i]!;
  return named;
}

/**
 * For each example a class other than its own, each of the `classes` alike. Shape [n].
 *
 * @throws InputError where there is one class
 */
export function otherClasses(
  labels: Int32Array,
  classes: readonly number[],
  random: Rng,
): Int32Array {
  if (classes.length < 2) {
    throw new InputError(
      `data.marker needs another class, but the data have ${classes.length}; drop it`,
    );
  }
  return labels.map((label) => otherClass(label, classes, random));
}

/** The smallest and the largest number among pixels. */
export interface Brightness {
  readonly dark: number;
  readonly bright: number;
}

/** The smallest and the largest number among the pixels of some examples. */
export function brightnessOf({ pixels }: Examples): Brightness {
  let [dark, bright] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const pixel of pixels) {
    if (pixel < dark) dark = pixel;
    if (pixel > bright) bright = pixel;
  }
  return { dark, bright };
}
