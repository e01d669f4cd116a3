import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import * as z from 'zod';
import { reason } from '../../core/error.ts';

const text = z.string().trim().min(1);
const count = z.int().min(1);

const referenceFormat = z
  .strictObject({
    /** Family and given names of each, in the order of the work; a text is a group of people. */
    authors: z.array(z.union([text, z.tuple([text, text])])).min(1),
    /** In sentence case, names with their capitals. */
    title: text,
    year: z.int().min(1600).max(2100),
    journal: text.optional(),
    proceedings: text.optional(),
    /** Of a book. */
    publisher: text.optional(),
    /** Where else it came out, in words. */
    published: text.optional(),
    /** Of software. */
    version: text.optional(),
    volume: count.optional(),
    number: count.optional(),
    /** The first and the last. */
    pages: z
      .tuple([count, count])
      .refine(([first, last]) => first <= last, 'the first is behind the last')
      .optional(),
    doi: z
      .string()
      .regex(/^10\.\d{4,9}\/\S+$/, 'give it without the address, such as 10.1109/5.726791')
      .optional(),
    arxiv: z
      .string()
      .regex(/^\d{4}\.\d{4,5}$/, 'give its number, such as 1412.6980')
      .optional(),
  })
  .refine(
    (of) => [of.journal, of.proceedings, of.publisher, of.published].filter(Boolean).length <= 1,
    'give one of journal, proceedings, publisher and published',
  )
  .refine(
    ({ journal, volume }) => (journal === undefined) === (volume === undefined),
    'journal and volume go together',
  )
  .refine(
    ({ journal, proceedings, publisher, published, arxiv }) =>
      (journal ?? proceedings ?? publisher ?? published ?? arxiv) !== undefined,
    'say where it came out, or give its arxiv',
  );

/** A work as it is cited. */
export type Reference = Readonly<z.infer<typeof referenceFormat>>;

/** A work and the key that it is cited by. */
export interface Cited {
  readonly key: string;
  readonly reference: Reference;
  /** What it is cited for: `method sgd`, `data mnist`. */
  readonly parts: readonly string[];
}

/** The bibliography of the lab, `references.yaml`, by key. */
export const bibliography = (): ReadonlyMap<string, Reference> =>
  parseBibliography(readFileSync(file, 'utf8'));

/**
 * A bibliography from its text.
 *
 * @throws Error, in one line, where an entry is not as a reference is written
 */
export function parseBibliography(content: string): ReadonlyMap<string, Reference> {
  const refuse = (what: string) =>
    new Error(`invalid bibliography ${fileURLToPath(file)}: ${what}`);
  let found: unknown;
  try {
    found = parse(content);
  } catch (error) {
    throw refuse(reason(error));
  }
  const { data, error } = z.record(text, referenceFormat).safeParse(found);
  if (data === undefined) {
    const [first] = error.issues;
    throw refuse(`${first!.path.join('.')}: ${first!.message}`);
  }
  return new Map(Object.entries(data));
}

// The same three levels up from src/lab/bibliography and from dist/lab/bibliography.
const file = new URL('../../../references.yaml', import.meta.url);
