import type { Examples, ImageSet } from './images.ts';

/** Network inputs of the two subsets. */
export interface Inputs {
  readonly x: Float32Array; // [n, dim]
  readonly testX: Float32Array; // [m, dim]
  /** Standard deviation of all centred training pixels, in units of the pixels; > 0. */
  readonly scale: number;
}

/**
 * x = (pixel − mean)/s with mean [dim] and s of the training rows only; undefined where s = 0.
 *
 * Sums are in float64 and pixels are centred before they are squared, so that large offsets in the
 * data cost no digits.
 */
export function standardise(
  { train, test }: Pick<ImageSet, 'train' | 'test'>,
  rows: Int32Array,
  testRows: Int32Array,
  centre: boolean,
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
  const scale = Math.sqrt(squares / (rows.length * dim));
  if (!(scale > 0)) return undefined;
  const offset = centre ? mean : new Float64Array(dim);
  const scaled = (examples: Examples, index: Int32Array) => {
    const x = new Float32Array(index.length * dim);
    each(examples, index, dim, (pixel, j, to) => {
      x[to] = (pixel - offset[j]!) / scale;
    });
    return x;
  };
  return { x: scaled(train, rows), testX: scaled(test, testRows), scale };
}

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
