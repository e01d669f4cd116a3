import { textWidth } from '../fonts.ts';
import type { Room } from '../sheet.ts';
import { shortened } from './wrap.ts';

/** Where the legend stands, and how. */
export interface LegendPlan {
  readonly place: 'none' | 'top' | 'right';
  readonly size: number;
  /** Between entries. */
  readonly padding: number;
  /** Of the symbol beside a label. */
  readonly symbol: number;
  /** Each label as it fits. */
  readonly labels: ReadonlyMap<string, string>;
  readonly rows: number;
  /** Of one that stands to the right. */
  readonly width: number;
}

/** Narrower sheets have their legend on top. */
export const WIDE = 700;
/** Chart.js gives what stands at a side of the frame a quarter of the sheet. */
const SIDE = 0.25;
/** Chart.js leaves so much below a legend. */
const BELOW = 10;

/** To the right where it is wished and there is room, else in rows on top. */
export function legendOf(
  room: Room,
  {
    labels,
    legend,
    key,
  }: { labels: readonly string[]; legend: 'right' | 'top'; key: 'line' | 'marker' },
): LegendPlan {
  const size = room.text.tick;
  const symbol = key === 'marker' ? 12 : room.width < WIDE ? 26 : 34;
  const padding = labels.length > 14 && legend === 'right' ? 5 : room.width < WIDE ? 9 : 13;
  const common = { size, symbol, padding };
  if (labels.length === 0)
    return { ...common, place: 'none', labels: new Map(), rows: 0, width: 0 };
  const widthOf = (label: string) => symbol + size / 2 + textWidth(label, size);
  const beside = 2 * padding + BELOW + Math.max(...labels.map(widthOf));
  const tall = labels.length * (size + padding) + 2 * padding;
  if (legend === 'right' && room.width >= WIDE && beside <= SIDE * room.width && tall < room.height)
    return { ...common, place: 'right', labels: new Map(), rows: labels.length, width: beside };
  const inner = room.width - 2 * EDGE - RIGHT;
  const most = inner - 2 * padding - symbol - size / 2;
  const fitting = labels.map((label) => [label, shortened(label, most, size)] as const);
  let rows = 0;
  let filled = Number.POSITIVE_INFINITY;
  for (const [, label] of fitting) {
    if (filled + widthOf(label) + 2 * padding > inner) {
      rows += 1;
      filled = 0;
    }
    filled += widthOf(label) + padding;
  }
  return { ...common, place: 'top', labels: new Map(fitting), rows, width: inner };
}

/** Beside a legend on top. */
const EDGE = 6;
const RIGHT = 20;

/** What a legend on top takes of the sheet's height. */
export const heightOf = ({ place, rows, size, padding }: LegendPlan): number =>
  place === 'top' ? rows * (size + padding) + BELOW : 0;
