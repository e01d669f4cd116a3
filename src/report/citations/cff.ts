import { stringify } from 'yaml';
import type { Cited, Reference } from '../../lab/bibliography/reference.ts';
import { addressOf } from './address.ts';

/** Of a piece of software, beside its reference. */
export interface Software {
  readonly reference: Reference;
  /** What it is, in a sentence. */
  readonly description: string;
  /** SPDX identifier. */
  readonly license: string;
}

/**
 * Software with the works that it rests on in the Citation File Format 1.2.0, which GitHub, Zenodo and Zotero read; see
 * https://citation-file-format.github.io.
 */
export function cffOf(
  { reference, description, license }: Software,
  cited: readonly Cited[],
): string {
  const { title, version } = reference;
  return stringify(
    {
      'cff-version': '1.2.0',
      message: 'If you use this software, please cite it as below.',
      type: 'software',
      title,
      authors: personsOf(reference),
      ...(version === undefined ? {} : { version }),
      abstract: description,
      license,
      ...(cited.length === 0 ? {} : { references: cited.map((one) => referenceOf(one.reference)) }),
    },
    { lineWidth: 100 },
  );
}

function referenceOf(of: Reference) {
  const { journal, proceedings, publisher, published, volume, number, pages, doi, arxiv } = of;
  const url = addressOf(of);
  return {
    type: typeOf(of),
    authors: personsOf(of),
    title: of.title,
    year: of.year,
    ...(journal !== undefined && { journal }),
    ...(proceedings !== undefined && { conference: { name: proceedings } }),
    ...(publisher !== undefined && { publisher: { name: publisher } }),
    ...(published !== undefined && { notes: published }),
    ...(volume !== undefined && { volume }),
    ...(number !== undefined && { issue: number }),
    ...(pages !== undefined && { start: pages[0], end: pages[1] }),
    ...(doi !== undefined && { doi }),
    ...(arxiv !== undefined && { identifiers: [{ type: 'other', value: `arXiv:${arxiv}` }] }),
    ...(url !== undefined && { url }),
  };
}

function typeOf({ journal, proceedings, publisher, arxiv }: Reference): string {
  if (journal !== undefined) return 'article';
  if (proceedings !== undefined) return 'conference-paper';
  if (publisher !== undefined) return 'book';
  return arxiv === undefined ? 'generic' : 'unpublished';
}

/** A group of people is an entity. */
const personsOf = ({ authors }: Reference) =>
  authors.map((author) =>
    typeof author === 'string'
      ? { name: author }
      : { 'family-names': author[0], 'given-names': author[1] },
  );
