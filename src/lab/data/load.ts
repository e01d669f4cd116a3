import { InputError } from '../../core/error.ts';
import { didYouMean } from '../../core/nearest.ts';
import { datasetNames, fileDatasets, namedDatasets } from '../../problems/data/datasets.ts';
import type { DataRequest, ImageSet } from '../../problems/data/images.ts';
import { datasetCard } from './card.ts';
import { loadNamed } from './named.ts';
import { loadOwn } from './own-files.ts';
import type { DataPlaces, Log } from './places.ts';

/**
 * Finds, verifies and reads a dataset.
 *
 * `path` is required for `idx`, `csv` and `npz`, and allowed for datasets that are read from files.
 *
 * @throws InputError for an unknown name, a missing or needless path, and files that are missing,
 *   damaged or wrong.
 */
export async function loadImages(
  request: DataRequest,
  places: DataPlaces,
  log: Log = () => {},
): Promise<ImageSet> {
  const { name, path } = request;
  const named = namedDatasets.find((one) => one === name);
  if (named !== undefined) return loadNamed(datasetCard(named), path, places, log);
  const format = fileDatasets.find((one) => one === name);
  if (format !== undefined) return loadOwn(format, request, places);
  throw new InputError(
    `unknown dataset "${name}"${didYouMean(name, datasetNames)}; choose one of ` +
      datasetNames.join(', '),
  );
}
