import { readdirSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { InputError } from '../../core/error.ts';
import { sha256 } from './checksum.ts';
import { readCsv } from './csv.ts';
import { examples, holdOut, imageSet, imageShape } from './examples.ts';
import { existing, readRaw } from './file.ts';
import { readIdxSet } from './idx-set.ts';
import type { DataPlaces, Examples, ImageSet } from './images.ts';
import type { NdArray } from './npy.ts';
import { type Arrays, parseNpz } from './npz.ts';

/** A folder with the four IDX files, named as MNIST names them, each plain or `.gz`. */
export const loadIdx = (path: string, { baseDir }: DataPlaces): ImageSet =>
  readIdxSet('idx', existing(path, baseDir));

/**
 * A CSV file, of which one example in seven is held out for testing, or a folder with two files whose
 * names end in `train.csv` and `test.csv`.
 *
 * @throws InputError where they are missing or not readable as labelled numbers.
 */
export function loadCsv(path: string, { baseDir }: DataPlaces): ImageSet {
  const source = existing(path, baseDir);
  const files = statSync(source).isDirectory()
    ? ['train', 'test'].map((split) => splitFile(source, split))
    : [source];
  const tables = files.map((file) => ({ file, ...readCsv(file) }));
  const splits = tables.map(({ file, pixels, columns, labels }) =>
    examples(pixels, columns, labels, file),
  );
  return imageSet({
    name: 'csv',
    shape: imageShape([tables[0]!.columns], source),
    ...split(splits, source),
    checksums: Object.fromEntries(files.map((file) => [basename(file), fileSum(file)])),
    source,
  });
}

/**
 * A NumPy `.npz` with `x_train`, `y_train`, `x_test`, `y_test`, or with `x` and `y`, of which one
 * example in seven is held out for testing.
 *
 * @throws InputError where arrays are missing or do not fit each other.
 */
export function loadNpz(path: string, { baseDir }: DataPlaces): ImageSet {
  const source = existing(path, baseDir);
  const bytes = readRaw(source);
  const arrays = parseNpz(bytes, source);
  const names = ['_train', '_test'].every((s) => arrays[`x${s}`] && arrays[`y${s}`])
    ? ['_train', '_test']
    : [''];
  const splits = names.map((suffix) => pair(arrays, suffix, source));
  return imageSet({
    name: 'npz',
    shape: imageShape(arrays[`x${names[0]}`]!.shape.slice(1), source),
    ...split(splits, source),
    checksums: { [basename(source)]: sha256(bytes) },
    source,
  });
}

function splitFile(folder: string, ending: string): string {
  const found = readdirSync(folder).filter((file) => file.endsWith(`${ending}.csv`));
  if (found.length !== 1) {
    throw new InputError(
      `${found.length} files ending in ${ending}.csv in ${folder}; give one train.csv and one ` +
        'test.csv',
    );
  }
  return join(folder, found[0]!);
}

function pair(arrays: Arrays, suffix: string, file: string): Examples {
  const [x, y] = [arrays[`x${suffix}`], arrays[`y${suffix}`]];
  if (x === undefined || y === undefined) {
    throw new InputError(
      `${file} holds the arrays ${Object.keys(arrays).join(', ') || '(none)'}; give x_train, ` +
        'y_train, x_test and y_test, or x and y',
    );
  }
  if (!(y.shape.length === 1 || (y.shape.length === 2 && y.shape[1] === 1))) {
    throw new InputError(
      `invalid labels in ${file}: y${suffix} has shape ${tuple(y)}; give class numbers of shape [n]`,
    );
  }
  const [height, width, channels] = imageShape(x.shape.slice(1), `${file}:x${suffix}`);
  return examples(x.data, height * width * channels, y.data, file);
}

const split = ([train, test]: readonly Examples[], source: string) =>
  test === undefined ? holdOut(train!, source) : { train: train!, test };

const tuple = ({ shape }: NdArray): string => `[${shape.join(', ')}]`;

const fileSum = (file: string): string => sha256(readRaw(file));
