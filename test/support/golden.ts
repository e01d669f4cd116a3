import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { Figure, Json } from '../../src/report/plot/figure.ts';

/** Of a longer list that many entries are kept, evenly spaced, so that goldens stay readable. */
const KEPT = 12;
/** Significant digits: no less than can be seen, and less than rounding can change. */
const DIGITS = 4;

/** What a figure looks like, as text in which a change shows line by line: numbers rounded, long lists thinned. */
export const goldenText = ({ title, config }: Figure): string =>
  `${JSON.stringify(plain({ title, config }), null, 1)}\n`;

function plain(value: Json): Json {
  if (typeof value === 'number') return Number(value.toPrecision(DIGITS));
  if (value === null || typeof value !== 'object') return value;
  if (!isList(value))
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, plain(inner)]));
  if (value.every(isPlace)) return thinned(value.map(({ x, y, ...rest }) => placeText(x, y, rest)));
  return value.map(plain);
}

const isList = (value: Json): value is readonly Json[] => Array.isArray(value);

type Place = { readonly x: number; readonly y: number; readonly [key: string]: Json };

const isPlace = (value: Json): value is Place =>
  value !== null && typeof value === 'object' && 'x' in value && 'y' in value;

const placeText = (x: Json, y: Json, rest: Json): string =>
  [plain(x), plain(y), ...Object.values(plain(rest) as object)].join(' ');

function thinned(places: readonly string[]): Json {
  if (places.length <= KEPT) return places;
  const last = places.length - 1;
  const kept = Array.from({ length: KEPT }, (_, i) => places[Math.round((i * last) / (KEPT - 1))]!);
  return [`${places.length} points`, ...kept];
}

/**
 * Holds text against `<name>.json` in a folder of goldens. Where it differs, or there is no golden, the text is left
 * beside it as `<name>.changed.json`: rename it to accept it.
 */
export function againstGolden(folder: URL, name: string, text: string): { golden: string } {
  const [file, changed] = [
    new URL(`${name}.json`, folder),
    new URL(`${name}.changed.json`, folder),
  ];
  const golden = existsSync(file) ? readFileSync(file, 'utf8') : '';
  if (text === golden) rmSync(changed, { force: true });
  else writeFileSync(changed, text);
  return { golden };
}
