import { InputError } from '../../core/error.ts';
import { didYouMean } from '../../core/nearest.ts';
import { fileDatasets, namedDatasets } from '../names.ts';
import { loadCsv, loadIdx, loadNpz } from './custom.ts';
import { loadFashion } from './fashion.ts';
import { loadGlyphs } from './glyphs.ts';
import type { DataPlaces, ImageSet, Log } from './images.ts';
import { loadMnist } from './mnist.ts';

/** What `data.name` may be: named sets, then formats of a user's own files. */
export const datasetNames = [...namedDatasets, ...fileDatasets] as const;
export type DatasetName = (typeof datasetNames)[number];

/**
 * Finds, verifies and reads a dataset.
 *
 * `path` is required for `idx`, `csv` and `npz`, allowed for `mnist` and `fashion-mnist`.
 *
 * @throws InputError for an unknown name, a missing or needless path, and files that are missing,
 *   damaged or wrong.
 */
export async function loadImages(
  { name, path }: { readonly name: string; readonly path?: string | undefined },
  places: DataPlaces,
  log: Log = () => {},
): Promise<ImageSet> {
  const loader = Object.hasOwn(loaders, name) ? loaders[name as DatasetName] : undefined;
  if (loader === undefined) {
    throw new InputError(
      `unknown dataset "${name}"${didYouMean(name, datasetNames)}; choose one of ` +
        datasetNames.join(', '),
    );
  }
  return loader(path, places, log);
}

type Loader = (
  path: string | undefined,
  places: DataPlaces,
  log: Log,
) => ImageSet | Promise<ImageSet>;

const own =
  (name: string, what: string, load: (path: string, places: DataPlaces) => ImageSet): Loader =>
  (path, places) => {
    if (path === undefined) {
      throw new InputError(`dataset ${name} has no data.path; set it to ${what}`);
    }
    return load(path, places);
  };

const loaders: Readonly<Record<DatasetName, Loader>> = {
  mnist: loadMnist,
  'fashion-mnist': loadFashion,
  glyphs: (path) => {
    if (path !== undefined) {
      throw new InputError(`glyphs are drawn, not read; remove data.path ${path}`);
    }
    return loadGlyphs();
  },
  idx: own('idx', 'a folder with the four IDX files', loadIdx),
  csv: own('csv', 'a CSV file, or a folder with train.csv and test.csv', loadCsv),
  npz: own('npz', 'an .npz file with x and y, or x_train, y_train, x_test, y_test', loadNpz),
};
