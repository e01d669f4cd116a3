import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { InputError } from '../../core/error.ts';
import type { DataFile } from '../../problems/data/images.ts';
import type { DatasetCard } from './card.ts';
import { sha256, verified } from './checksum.ts';
import { readBytes } from './file.ts';
import type { DataPlaces } from './places.ts';

/** The names of a dataset's files, each of which may end in `.gz`. */
export const fileNames = ({ checksums }: Pick<DatasetCard, 'checksums'>): readonly string[] =>
  Object.keys(checksums);

/**
 * Where a dataset's files lie: in the package that its card names, else in one of its folders, else in the cache
 * of downloads. Undefined where no such folder holds all of them.
 */
export function locate(card: DatasetCard, { cacheDir }: DataPlaces): string | undefined {
  const shipped = card.package && packagedFolder(card.package);
  return [
    ...(shipped === undefined ? [] : [shipped]),
    ...(card.folders ?? []),
    ...(card.download === undefined ? [] : [cacheOf(card, cacheDir)]),
  ].find((folder) => fileNames(card).every((name) => fileIn(folder, name) !== undefined));
}

/** The folder of the cache into which a dataset is downloaded. */
export const cacheOf = ({ name }: DatasetCard, cacheDir: string): string => join(cacheDir, name);

/** Files that were read, in order, with the SHA-256 of the bytes of each by its name. */
export interface ReadFiles {
  readonly files: readonly DataFile[];
  readonly checksums: Readonly<Record<string, string>>;
}

/**
 * Reads the files of these names in a folder, each plain or gzipped.
 *
 * With `pinned`, the uncompressed bytes of each must have the SHA-256 that it names.
 *
 * @throws InputError for a missing, damaged or wrong file
 */
export function readFiles(
  folder: string,
  names: readonly string[],
  pinned?: Readonly<Record<string, string>>,
): ReadFiles {
  const checksums: Record<string, string> = {};
  const files = names.map((name) => {
    const path = fileIn(folder, name);
    if (path === undefined) {
      throw new InputError(`no ${name} (or .gz) in ${folder}; put ${names.join(', ')} there`);
    }
    const bytes = readBytes(path);
    checksums[name] = pinned ? verified(bytes, path, pinned[name] ?? 'none') : sha256(bytes);
    return { path, bytes };
  });
  return { files, checksums };
}

function fileIn(folder: string, name: string): string | undefined {
  // Some mirrors write train-images.idx3-ubyte.
  const dotted = name.replace('-idx', '.idx');
  return [name, `${name}.gz`, dotted, `${dotted}.gz`]
    .map((candidate) => join(folder, candidate))
    .find(existsSync);
}

function packagedFolder({ name, folder }: NonNullable<DatasetCard['package']>): string | undefined {
  try {
    const { resolve } = createRequire(import.meta.url);
    return join(dirname(resolve(`${name}/package.json`)), folder);
  } catch {
    return undefined;
  }
}
