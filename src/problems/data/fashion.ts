import { join } from 'node:path';
import { type DatasetCard, datasetCard } from './card.ts';
import { download } from './download.ts';
import { existing } from './file.ts';
import { hasIdxSet, readIdxSet } from './idx-set.ts';
import type { DataPlaces, ImageSet, Log } from './images.ts';

/**
 * Fashion-MNIST: from `path`, an installed copy, the cache, or else downloaded into the cache.
 *
 * @throws InputError where a file is not the published one, or cannot be downloaded.
 */
export async function loadFashion(
  path: string | undefined,
  places: DataPlaces,
  log: Log,
  card: DatasetCard = datasetCard('fashion-mnist'),
): Promise<ImageSet> {
  const folder =
    path === undefined
      ? (installedFashion(places, card) ?? (await download(card, places, log)))
      : existing(path, places.baseDir);
  return readIdxSet('fashion-mnist', folder, card.checksums);
}

/** The folder of an installed or cached copy; undefined where there is none. */
export const installedFashion = (
  places: Pick<DataPlaces, 'cacheDir'>,
  card: DatasetCard = datasetCard('fashion-mnist'),
): string | undefined =>
  [...(card.folders ?? []), join(places.cacheDir, card.name)].find(hasIdxSet);
