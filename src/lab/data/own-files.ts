import { readdirSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { InputError } from '../../core/error.ts';
import { csvSplits } from '../../problems/data/csv-set.ts';
import type { FileDataset } from '../../problems/data/datasets.ts';
import { imageSet } from '../../problems/data/examples.ts';
import { idxFiles, idxSplits } from '../../problems/data/idx-set.ts';
import type { DataFile, ImageSet, Splits } from '../../problems/data/images.ts';
import { npzSplits } from '../../problems/data/npz-set.ts';
import { sha256 } from './checksum.ts';
import { type ReadFiles, readFiles } from './dataset-files.ts';
import { existing, readRaw, uncompressed } from './file.ts';
import type { DataPlaces } from './places.ts';

/**
 * The dataset of a user's own file or folder.
 *
 * @throws InputError where the path is missing or leads nowhere, and where what lies there is not of the format
 */
export function loadOwn(
  format: FileDataset,
  path: string | undefined,
  { baseDir }: DataPlaces,
): ImageSet {
  const { what, read, decode } = formats[format];
  if (path === undefined) {
    throw new InputError(`dataset ${format} has no data.path; set it to ${what}`);
  }
  const source = existing(path, baseDir);
  const { files, checksums } = read(source);
  return imageSet({ name: format, ...decode(files), checksums, source });
}

interface Format {
  /** What `data.path` must lead to. */
  readonly what: string;
  readonly read: (source: string) => ReadFiles;
  readonly decode: (files: readonly DataFile[]) => Splits;
}

const formats: Readonly<Record<FileDataset, Format>> = {
  idx: {
    what: 'a folder with the four IDX files',
    read: (folder) => readFiles(folder, idxFiles),
    decode: idxSplits,
  },
  csv: {
    what: 'a CSV file, or a folder with train.csv and test.csv',
    read: readCsvFiles,
    decode: csvSplits,
  },
  npz: {
    what: 'an .npz file with x and y, or x_train, y_train, x_test, y_test',
    read: (file) => asTheyAre([file]),
    decode: ([file]) => npzSplits(file!),
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
