import { InputError } from '../../core/error.ts';
import { examples, imageShape } from './examples.ts';
import { type IdxArray, parseIdx } from './idx.ts';
import type { DataFile, Examples, Splits } from './images.ts';

/** The four files of an MNIST-like dataset, in the order in which {@link idxSplits} takes them. */
export const idxFiles = [
  'train-images-idx3-ubyte',
  'train-labels-idx1-ubyte',
  't10k-images-idx3-ubyte',
  't10k-labels-idx1-ubyte',
] as const;

/**
 * The splits of an MNIST-like dataset, from its training images and labels and its test images and labels.
 *
 * @throws InputError for a damaged file, and for images and labels that do not fit each other
 */
export function idxSplits(files: readonly DataFile[]): Splits {
  const [trainImages, trainLabels, testImages, testLabels] = files.map(
    ({ path, bytes }): IdxFile => ({ ...parseIdx(bytes, path), path }),
  );
  return {
    shape: imageShape(trainImages!.shape.slice(1), trainImages!.path),
    train: labelled(trainImages!, trainLabels!),
    test: labelled(testImages!, testLabels!),
  };
}

interface IdxFile extends IdxArray {
  readonly path: string;
}

function labelled(images: IdxFile, labels: IdxFile): Examples {
  if (labels.shape.length !== 1) {
    throw new InputError(
      `invalid labels in ${labels.path}: shape [${labels.shape.join(', ')}]; give one axis`,
    );
  }
  const [height, width, channels] = imageShape(images.shape.slice(1), images.path);
  return examples(images.data, height * width * channels, labels.data, images.path);
}
