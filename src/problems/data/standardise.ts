import type { Precision } from '../../engine/program/compile.ts';
import type { Examples, ImageSet } from './images.ts';

/** Network inputs of the two subsets. */
export interface Inputs {
  readonly x: Float32Array | Float64Array; // [n, dim]
  readonly testX: Float32Array | Float64Array; // [m, dim]
  /** The inputs of further examples, by the same mean and s. Shape [count, dim]. */
  readonly of: (further: Examples) => Float32Array | Float64Array;
  /** s, in units of the pixels; > 0. */
  readonly scale: number;
}

/** What is done to pixels. */
export interface Standardisation {
  /** Subtract the training rows' mean of each pixel. */
  readonly centre: boolean;
  /** `none`: s = 1; `deviation`, or absent: s is the standard deviation of all centred training pixels. */
  readonly scale?: Scale;
  /** `double`: inputs stay in float64; `single`, or absent: they are rounded to float32. */
  readonly precision?: Precision;
}

export const scales = ['deviation', 'none'] as const;
export type Scale = (typeof scales)[number];

/**
 * x = (pixel − mean)/s with mean [dim] and s of the training rows only; undefined where s = 0, and where centred
 * rows, as they are, would all be 0.
 *
 * Sums are in float64 and pixels are centred before they are squared, so that large offsets in the
 * data cost no digits.
 */
export function standardise(
  { train, test }: Pick<ImageSet, 'train' | 'test'>,
  rows: Int32Array,
  testRows: Int32Array,
  { centre, scale: kept, precision }: Standardisation,
): Inputs | undefined {
  const dim = train.pixels.length / train.count;
  const mean = new Float64Array(dim);
  each(train, rows, dim, (pixel, j) => {
    mean[j]! += pixel / rows.length;
  });
  let squares = 0;
  each(train, rows, dim, (pixel, j) => {
    squares += (pixel - mean[j]!) ** 2;
  });
  const deviation = Math.sqrt(squares / (rows.length * dim));
  if (!(deviation > 0) && (centre || kept !== 'none')) return undefined;
  const scale = kept === 'none' ? 1 : deviation;
  const offset = centre ? mean : new Float64Array(dim);
  const scaled = (examples: Examples, index: Int32Array) => {
    const size = index.length * dim;
    const x = precision === 'double' ? new Float64Array(size) : new Float32Array(size);
    each(examples, index, dim, (pixel, j, to) => {
      x[to] = (pixel - offset[j]!) / scale;
    });
    return x;
  };
  return {
    x: scaled(train, rows),
    testX: scaled(test, testRows),
    of: (further) => scaled(further, everyRow(further)),
    scale,
  };
}

/** 0 … count − 1. */
export const everyRow = ({ count }: Examples): Int32Array =>
  Int32Array.from({ length: count }, (_, i) => i);

function each(
  { pixels }: Examples,
  rows: Int32Array,
  dim: number,
  visit: (pixel: number, j: number, to: number) => void,
): void {
  rows.forEach((row, i) => {
    for (let j = 0; j < dim; j++) visit(pixels[row * dim + j]!, j, i * dim + j);
  });
}
