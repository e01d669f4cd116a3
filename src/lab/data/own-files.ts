import { readdirSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { InputError } from '../../core/error.ts';
import { csvSplits } from '../../problems/data/csv-set.ts';
import type { FileDataset } from '../../problems/data/datasets.ts';
import { idxFiles, idxSplits } from '../../problems/data/idx-set.ts';
import { imageSet } from '../../problems/data/image-set.ts';
import type {
  DataFile,
  DataRequest,
  ImageSet,
  Reading,
  Splits,
} from '../../problems/data/images.ts';
import { npzSplits } from '../../problems/data/npz-set.ts';
import { sha256 } from './checksum.ts';
import { type ReadFiles, readFiles } from './dataset-files.ts';
import { existing, readRaw, uncompressed } from './file.ts';
import type { DataPlaces } from './places.ts';

/**
 * The dataset of a user's own file or folder.
 *
 * @throws InputError where the path is missing or leads nowhere, where what lies there is not of the format, and where
 *   all labels are the same, since then they are most likely none
 */
export function loadOwn(
  format: FileDataset,
  { path, ...reading }: DataRequest,
  { baseDir }: DataPlaces,
): ImageSet {
  const { what, labels, read, decode } = formats[format];
  if (path === undefined) {
    throw new InputError(`dataset ${format} has no data.path; set it to ${what}`);
  }
  const source = existing(path, baseDir);
  const { files, checksums } = read(source);
  const set = imageSet({ name: format, ...decode(files, reading), checksums, source });
  if (set.classes.length === 1) {
    throw new InputError(
      `every example of ${source} has the label ${set.classes[0]}; check which ${labels} holds the labels, or set ` +
        'data.targets: values for real-valued targets',
    );
  }
  return set;
}

interface Format {
  /** What `data.path` must lead to. */
  readonly what: string;
  /** Where labels stand. */
  readonly labels: string;
  readonly read: (source: string) => ReadFiles;
  readonly decode: (files: readonly DataFile[], reading: Reading) => Splits;
}

const formats: Readonly<Record<FileDataset, Format>> = {
  idx: {
    what: 'a folder with the four IDX files',
    labels: 'file',
    read: (folder) => readFiles(folder, idxFiles),
    decode: idxSplits,
  },
  csv: {
    what: 'a CSV file, or a folder with train.csv and test.csv',
    labels: 'column (without a header it is the first)',
    read: readCsvFiles,
    decode: csvSplits,
  },
  npz: {
    what: 'an .npz file with x and y, or x_train, y_train, x_test, y_test',
    labels: 'array',
    read: (file) => asTheyAre([file]),
    decode: ([file], reading) => npzSplits(file!, reading),
  },
};

/** A file, or of a folder the two files whose names end in `train.csv` and `test.csv`; plain or gzipped. */
function readCsvFiles(source: string): ReadFiles {
  const { files, checksums } = asTheyAre(
    statSync(source).isDirectory()
      ? ['train', 'test'].map((split) => splitFile(source, split))
      : [source],
  );
  return {
    files: files.map(({ path, bytes }) => ({ path, bytes: uncompressed(bytes, path) })),
    checksums,
  };
}

/** Files with the SHA-256 of their bytes as they lie on the disk, compressed or not. */
function asTheyAre(paths: readonly string[]): ReadFiles {
  const files = paths.map((path) => ({ path, bytes: readRaw(path) }));
  const sums = files.map(({ path, bytes }) => [basename(path), sha256(bytes)] as const);
  return { files, checksums: Object.fromEntries(sums) };
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
