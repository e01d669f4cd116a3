import { latexText } from '../../core/latex.ts';
import type { Cited, Reference } from '../../lab/bibliography/reference.ts';

/** References as BibTeX, in LaTeX's own letters, for BibTeX and biber alike, each below what it is cited for. */
export const bibtexOf = (cited: readonly Cited[]): string => cited.map(entryOf).join('\n');

function entryOf({ key, reference, parts }: Cited): string {
  const fields = Object.entries(fieldsOf(reference)).flatMap(([name, value]) =>
    value === undefined ? [] : [`  ${name} = {${value}},`],
  );
  return `% ${parts.join(', ')}\n@${typeOf(reference)}{${key},\n${fields.join('\n')}\n}\n`;
}

function typeOf({ journal, proceedings, publisher }: Reference): string {
  if (journal !== undefined) return 'article';
  if (proceedings !== undefined) return 'inproceedings';
  return publisher === undefined ? 'misc' : 'book';
}

const fieldsOf = (of: Reference): Readonly<Record<string, string | number | undefined>> => ({
  author: of.authors.map(authorOf).join(' and '),
  title: titleOf(of.title),
  journal: textOf(of.journal),
  booktitle: textOf(of.proceedings),
  publisher: textOf(of.publisher),
  howpublished: textOf(of.published ?? preprintOf(of)),
  volume: of.volume,
  number: of.number,
  pages: of.pages?.join('--'),
  year: of.year,
  note: textOf(of.version && `Version ${of.version}`),
  doi: of.doi,
  ...(of.arxiv !== undefined && { eprint: of.arxiv, archiveprefix: 'arXiv' }),
});

/** Where a preprint is found, for styles that know no eprint. */
const preprintOf = ({ journal, proceedings, publisher, arxiv }: Reference) =>
  (journal ?? proceedings ?? publisher) === undefined && arxiv !== undefined
    ? `arXiv:${arxiv}`
    : undefined;

const textOf = (text: string | undefined) => (text === undefined ? undefined : latexText(text));

/** A group is one name, whatever words are in it. */
const authorOf = (author: Reference['authors'][number]): string =>
  typeof author === 'string' ? `{${latexText(author)}}` : author.map(latexText).join(', ');

/** Styles write titles in small letters but for what is in braces: words with capitals behind their first letter, and names. */
const titleOf = (title: string): string =>
  title
    .split(/(?<=[\s-])|(?=[\s-])/)
    .map((word, i) => {
      const text = latexText(word);
      const keeps = i === 0 ? /\p{L}\p{Lu}|[+]/u : /\p{Lu}|[+]/u;
      return keeps.test(word) ? `{${text}}` : text;
    })
    .join('');
