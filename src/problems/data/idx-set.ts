import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { InputError } from '../../core/error.ts';
import { sha256, verified } from './checksum.ts';
import { examples, imageSet, imageShape } from './examples.ts';
import { readBytes } from './file.ts';
import { type IdxArray, parseIdx } from './idx.ts';
import type { Examples, ImageSet } from './images.ts';

/** The four files of an MNIST-like dataset; each may end in `.gz`. */
export const idxFiles = [
  'train-images-idx3-ubyte',
  'train-labels-idx1-ubyte',
  't10k-images-idx3-ubyte',
  't10k-labels-idx1-ubyte',
] as const;

/**
 * Reads a folder with the four files of an MNIST-like dataset.
 *
 * With `pinned`, each file's uncompressed bytes must have the SHA-256 that it names.
 *
 * @throws InputError for a missing, damaged or wrong file.
 */
export function readIdxSet(
  name: string,
  folder: string,
  pinned?: Readonly<Record<string, string>>,
): ImageSet {
  const checksums: Record<string, string> = {};
  const arrays = idxFiles.map((file): IdxArray & { path: string } => {
    const path = locate(folder, file);
    if (path === undefined) {
      throw new InputError(`no ${file} (or .gz) in ${folder}; put ${idxFiles.join(', ')} there`);
    }
    const bytes = readBytes(path);
    checksums[file] = pinned ? verified(bytes, path, pinned[file] ?? 'none') : sha256(bytes);
    return { ...parseIdx(bytes, path), path };
  });
  const [trainImages, trainLabels, testImages, testLabels] = arrays;
  return imageSet({
    name,
    shape: imageShape(trainImages!.shape.slice(1), trainImages!.path),
    train: pair(trainImages!, trainLabels!),
    test: pair(testImages!, testLabels!),
    checksums,
    source: folder,
  });
}

/** True where the folder holds all four files. */
export const hasIdxSet = (folder: string): boolean =>
  idxFiles.every((file) => locate(folder, file) !== undefined);

function locate(folder: string, file: string): string | undefined {
  // Some mirrors write train-images.idx3-ubyte.
  const dotted = file.replace('-idx', '.idx');
  return [file, `${file}.gz`, dotted, `${dotted}.gz`]
    .map((candidate) => join(folder, candidate))
    .find(existsSync);
}

function pair(
  images: IdxArray & { readonly path: string },
  labels: IdxArray & { readonly path: string },
): Examples {
  if (labels.shape.length !== 1) {
    throw new InputError(
      `invalid labels in ${labels.path}: shape [${labels.shape.join(', ')}]; give one axis`,
    );
  }
  const [height, width, channels] = imageShape(images.shape.slice(1), images.path);
  return examples(images.data, height * width * channels, labels.data, images.path);
}
