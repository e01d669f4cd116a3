import type { Cited, Reference } from '../../lab/bibliography/reference.ts';
import { addressOf } from './address.ts';

/** References as text, one a line: who, what, where, when, its address, and what it is cited for. */
export const plainOf = (cited: readonly Cited[]): string =>
  cited.map(({ reference, parts }) => `${lineOf(reference)} [${parts.join(', ')}]\n`).join('');

function lineOf(of: Reference): string {
  const { title, year, version } = of;
  const address = addressOf(of);
  const parts = [
    LIST.format(of.authors.map(nameOf)),
    `${title}${version === undefined ? '' : `, version ${version}`}`,
    [...placeOf(of), String(year)].join(', '),
  ];
  return `${parts.map((part) => part.replace(/\.$/, '')).join('. ')}.${address === undefined ? '' : ` ${address}`}`;
}

const LIST = new Intl.ListFormat('en-GB', { type: 'conjunction' });

const nameOf = (author: Reference['authors'][number]): string =>
  typeof author === 'string' ? author : `${author[1]} ${author[0]}`;

function placeOf({ journal, proceedings, publisher, published, volume, number, pages }: Reference) {
  const place = journal ?? proceedings ?? publisher ?? published;
  const issue = number === undefined ? '' : `(${number})`;
  const where = volume === undefined ? place : `${place} ${volume}${issue}`;
  return [
    ...(where === undefined ? [] : [where]),
    ...(pages === undefined ? [] : [pages.join('–')]),
  ];
}
