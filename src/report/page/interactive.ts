import { existsSync, readFileSync } from 'node:fs';
import type { PageData } from '../browser/page-data.ts';
import type { Figure, Json } from '../plot/figure.ts';
import { difference } from '../plot/patch.ts';
import { COLUMN, unitOf } from '../plot/sheet.ts';
import type { Interactive } from './html/page.ts';

/** Where the build puts the script, seen from the built page. */
const SCRIPT = new URL('../browser/interactive.js', import.meta.url);

/** What a page needs to draw these figures again in a browser; undefined where flowlab runs from its source, which has no built script. */
export function interactiveOf(
  light: readonly Figure[],
  dark: readonly Figure[],
): Interactive | undefined {
  if (!existsSync(SCRIPT)) return undefined;
  const data: PageData = Object.fromEntries(
    light.map(({ id, config, sheet = COLUMN }, i) => {
      const own = shortened(config);
      const patch = difference(own, shortened(dark[i]!.config));
      const [width, height] = [sheet.width, sheet.height].map((side) => side / unitOf(sheet));
      return [id, { config: own, dark: patch, width, height }] as const;
    }),
  ) as PageData;
  return { script: readFileSync(SCRIPT, 'utf8'), data: JSON.stringify(data) };
}

/** Significant digits that a page carries: more than it ever shows, also at the deepest zoom. */
const DIGITS = 7;

function shortened<T extends Json>(value: T): T;
function shortened(value: Json): Json {
  if (typeof value === 'number') return Number(value.toPrecision(DIGITS));
  if (Array.isArray(value)) return value.map((one: Json) => shortened(one));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, shortened(inner)]));
}
