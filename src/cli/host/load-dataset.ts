import { loadImages } from '../../lab/data/load.ts';
import { type DataSpec, dataOf } from '../../lab/spec/data.ts';
import { datasetOf } from '../../lab/task/dataset.ts';
import type { Dataset } from '../../problems/data/prepare.ts';
import { dataPlaces } from './environment.ts';

/** The keys of `data` in an experiment file, with the same defaults, `seed` 0 among them. */
export type DatasetRequest = Partial<DataSpec> & Pick<DataSpec, 'name'>;

/**
 * A class-balanced subset of a dataset, prepared for training: the examples that a run of the same seed trains on.
 *
 * Named sets come with the lab, from the cache, or are downloaded into it; formats are read from `path`.
 *
 * @throws InputError for files that are missing, damaged or wrong, and more examples than there are
 * @example
 * const data = await loadDataset({ name: 'mnist', train: 500, test: 1000 });
 * console.log(data.count, data.dim, data.outputs); // 500 784 10
 */
export const loadDataset = (request: DatasetRequest): Promise<Dataset> =>
  datasetOf(dataOf(request), 0, (data) => loadImages(data, dataPlaces()));
