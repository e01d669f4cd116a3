import { InputError } from '../../core/error.ts';
import { datasets, type FromFiles, type FromProgram } from '../../problems/data/datasets.ts';
import { imageSet } from '../../problems/data/image-set.ts';
import type { Examples, ImageSet } from '../../problems/data/images.ts';
import type { DatasetCard } from './card.ts';
import { sha256 } from './checksum.ts';
import { fileNames, locate, readFiles } from './dataset-files.ts';
import { download } from './download.ts';
import { existing } from './file.ts';
import type { DataPlaces, Log } from './places.ts';

/**
 * The dataset of a card: drawn, or read from the user's folder `path`, from where its files lie on this machine, or
 * else downloaded.
 *
 * @throws InputError for a path that is not there or not needed, and for files that are missing, damaged or not
 *   the published ones
 */
export async function loadNamed(
  card: DatasetCard,
  path: string | undefined,
  places: DataPlaces,
  log: Log,
): Promise<ImageSet> {
  const loader: FromFiles | FromProgram = datasets[card.name];
  if ('draw' in loader) return drawn(card, loader, path);
  const folder =
    path === undefined
      ? (locate(card, places) ?? (await fetched(card, places, log)))
      : existing(path, places.baseDir);
  const { files, checksums } = readFiles(folder, fileNames(card), card.checksums);
  return imageSet({ name: card.name, ...loader.decode(files), checksums, source: folder });
}

function drawn(
  { name, sizes }: DatasetCard,
  { draw }: FromProgram,
  path: string | undefined,
): ImageSet {
  if (path !== undefined) {
    throw new InputError(`${name} are drawn, not read; remove data.path ${path}`);
  }
  const splits = draw(sizes);
  const { train, test } = splits;
  const checksums = { 'train-images': pixelSum(train), 'test-images': pixelSum(test) };
  return imageSet({ name, ...splits, checksums, source: 'drawn' });
}

const pixelSum = ({ pixels: { buffer, byteOffset, byteLength } }: Examples): string =>
  sha256(new Uint8Array(buffer, byteOffset, byteLength));

function fetched(card: DatasetCard, places: DataPlaces, log: Log): Promise<string> {
  if (card.download !== undefined) return download(card, card.download, places, log);
  const { title, package: shipped, folders = [] } = card;
  const own = `set data.path to a folder with ${fileNames(card).join(', ')}`;
  throw new InputError(
    shipped === undefined
      ? `cannot find ${title} in ${folders.join(', ')}; put its files there, or ${own}`
      : `cannot find ${title}: the package ${shipped.name} is not installed, or not whole; run npm ci, or ${own}`,
  );
}
