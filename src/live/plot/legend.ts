import { dashes, type Palette, type Series } from './palette.ts';
import { element, FONT, label, widthOf } from './svg.ts';

/** A method as a legend names it. */
export interface Entry {
  readonly series: Series;
  readonly title: string;
}

/** A legend with its height. */
export interface Legend {
  readonly height: number;
  readonly svg: string;
}

const KEY = 26;
const GAP = 16;
const ROW = FONT + 6;

/** The names of methods in rows that are no wider than this, from a corner on. */
export function legendOf(
  entries: readonly Entry[],
  { left, top, width }: { readonly left: number; readonly top: number; readonly width: number },
  palette: Palette,
): Legend {
  let [x, row] = [0, 0];
  const parts = entries.map(({ series, title }) => {
    const long = KEY + widthOf(title);
    if (x > 0 && x + long > width) [x, row] = [0, row + 1];
    const y = top + row * ROW + ROW / 2;
    const from = left + x;
    x += long + GAP;
    return (
      keyOf(series, palette, from, y) +
      label(title, { x: from + KEY, y: y + FONT / 3, fill: palette.ink })
    );
  });
  return { height: (row + 1) * ROW, svg: parts.join('') };
}

const keyOf = (series: Series, palette: Palette, x: number, y: number): string =>
  element('line', {
    ...{ x1: x, x2: x + KEY - 6, y1: y, y2: y },
    ...{ stroke: palette.series[series], 'stroke-width': 2, 'stroke-dasharray': dashes[series] },
  });
