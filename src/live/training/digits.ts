import { imageSet } from '../../problems/data/image-set.ts';
import type { Examples, ImageSet } from '../../problems/data/images.ts';
import type { Subset } from '../../problems/data/subset.ts';

/** A split of which some images are kept, and the labels of all: what is drawn from it hangs on them. */
interface Selection {
  /** Rows whose images are kept. */
  readonly rows: Uint16Array;
  readonly labels: Uint8Array;
  /** Of these rows, in their order. */
  readonly pixels: Uint8Array;
}

/** Pixels of an image. */
const SIZE = 28 * 28;

/**
 * Some images of a set of 28 × 28 pixels as one block of bytes: of either split its size and the number of images kept (uint32, little-endian), the
 * rows of these (uint16), all labels and the pixels (uint8).
 */
export function packDigits(
  { train, test }: Pick<ImageSet, 'train' | 'test'>,
  kept: Readonly<Record<'train' | 'test', Subset>>,
): Uint8Array {
  const parts = [select(train, kept.train), select(test, kept.test)].flatMap(
    ({ rows, labels, pixels }) => [
      wordsOf([labels.length, rows.length]),
      shortsOf(rows),
      labels,
      pixels,
    ],
  );
  const all = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

/** The set of {@link packDigits}, whose other images are blank: a subset that is drawn as it was then has none of these. */
export function unpackDigits(bytes: Uint8Array, name: string): ImageSet {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 0;
  const take = (length: number) => bytes.subarray(at, (at += length));
  const split = (): Examples => {
    const [count, kept] = [view.getUint32(at, true), view.getUint32(at + 4, true)];
    at += 8;
    const rows = Array.from({ length: kept }, (_, i) => view.getUint16(at + 2 * i, true));
    at += 2 * kept;
    const labels = Int32Array.from(take(count));
    const pixels = new Uint8Array(count * SIZE);
    for (const row of rows) pixels.set(take(SIZE), row * SIZE);
    return { pixels, labels, count };
  };
  const [train, test] = [split(), split()];
  return imageSet({ name, shape: [28, 28, 1], train, test, checksums: {}, source: 'selected' });
}

function select({ pixels, labels = new Int32Array() }: Examples, { index }: Subset): Selection {
  const kept = new Uint8Array(index.length * SIZE);
  index.forEach((row, i) => {
    kept.set(pixels.subarray(row * SIZE, (row + 1) * SIZE), i * SIZE);
  });
  return { rows: Uint16Array.from(index), labels: Uint8Array.from(labels), pixels: kept };
}

function wordsOf(words: readonly number[]): Uint8Array {
  const view = new DataView(new ArrayBuffer(4 * words.length));
  for (const [i, word] of words.entries()) view.setUint32(4 * i, word, true);
  return new Uint8Array(view.buffer);
}

function shortsOf(shorts: Uint16Array): Uint8Array {
  const view = new DataView(new ArrayBuffer(2 * shorts.length));
  for (const [i, short] of shorts.entries()) view.setUint16(2 * i, short, true);
  return new Uint8Array(view.buffer);
}
