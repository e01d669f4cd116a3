import { readdirSync, readFileSync } from 'node:fs';
import { parse } from 'yaml';

/** What `datasets/<name>/card.yaml` says about a dataset; the code reads its checksums from here. */
export interface DatasetCard {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly source: string;
  readonly licence: string;
  readonly citation: string;
  readonly shape: readonly [height: number, width: number, channels: number];
  readonly classes: number;
  readonly sizes: { readonly train: number; readonly test: number };
  /** SHA-256 of each file's uncompressed bytes. */
  readonly checksums: Readonly<Record<string, string>>;
  readonly preprocessing: string;
  /** Folders outside the cache where an installed copy may lie. */
  readonly folders?: readonly string[];
  /** Address of the folder with the gzipped files. */
  readonly download?: string;
}

/** All cards of the `datasets/` folder, by name. */
export const datasetCards = (): readonly DatasetCard[] =>
  readdirSync(root, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => datasetCard(entry.name))
    .sort((a, b) => (a.name < b.name ? -1 : 1));

/** One card; throws where there is none, which is a fault of the package and not of the user. */
export const datasetCard = (name: string): DatasetCard =>
  parse(readFileSync(new URL(`${name}/card.yaml`, root), 'utf8')) as DatasetCard;

// The same three levels up from src/problems/data and from dist/problems/data.
const root = new URL('../../../datasets/', import.meta.url);
