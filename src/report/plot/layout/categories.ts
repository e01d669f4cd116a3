import type { Tick } from '../figure.ts';
import { textWidth } from '../fonts.ts';
import { wrapped } from './wrap.ts';

/** What stands below an axis of names: groups of neighbours, and what sets the problems apart that they belong to. */
export interface Categories {
  readonly groups: readonly CategoryGroup[];
  /** Names in several lines, each at the middle of its groups; empty where there is one. */
  readonly problems: readonly { readonly value: number; readonly words: readonly string[] }[];
}

/** Neighbours that are of a kind. */
export interface CategoryGroup {
  /** Empty where the ticks say all. */
  readonly name: string;
  readonly start: number;
  readonly end: number;
  readonly ticks: readonly {
    readonly value: number;
    readonly label: string;
    /** Instead of the label where there is no room for all of them. */
    readonly brief?: string;
  }[];
}

/** Lines of labels under an axis that still look like labels. */
const LINES = 4;
/** Between neighbouring labels, over the font size. */
const GAP = 0.55;

/**
 * Ticks of an axis of names: labels in the first line or taking turns on several, names of groups below, words of problems below those.
 *
 * `unit` is the length of a step of the axis and `size` that of the font, in one unit; `beyond` is the room at both ends.
 */
export function categoryTicks(
  { groups, problems }: Categories,
  { unit, size, beyond }: { readonly unit: number; readonly size: number; readonly beyond: number },
): readonly Tick[] {
  const width = (text: string) => textWidth(text, size) + GAP * size;
  const most = problems.length > 0 ? 2 : LINES;
  const rows = groups.map((group) => rowsOf(group, { unit, width, most }));
  const depth = Math.max(...rows.map(({ lines }) => lines));
  const names = groups.map(({ name, start, end }, i) => {
    const [left, right] = [groups[i - 1], groups[i + 1]];
    const room =
      (end - start) * unit +
      2 *
        Math.min(
          left === undefined ? beyond : ((start - left.end) / 2) * unit,
          right === undefined ? beyond : ((right.start - end) / 2) * unit,
        );
    return { value: (start + end) / 2, words: wrapped(name, room - GAP * size, size) };
  });
  const below = depth + Math.max(...names.map(({ words }) => words.length));
  const blank = (n: number) => Array<string>(n).fill('');
  return merged([
    ...rows.flatMap(({ ticks }) => ticks),
    ...names.map(({ value, words }) => ({ value, label: [...blank(depth), ...words] })),
    ...problems.map(({ value, words }) => ({ value, label: [...blank(below), ...words] })),
  ]);
}

interface Rows {
  readonly ticks: readonly Tick[];
  readonly lines: number;
}

// Labels that would touch take turns on a second line, names on up to `most`, before any is left out.
function rowsOf(
  { name, ticks }: CategoryGroup,
  { unit, width, most }: { unit: number; width: (text: string) => number; most: number },
): Rows {
  const allowed = name === '' ? most : 2;
  const whole = ticks.map(({ label }) => label);
  const brief = ticks.map(({ label, brief = label }) => brief);
  const free = (labels: readonly string[], every: number) =>
    labels.every((label, i) => {
      const next = i + every;
      if (next >= labels.length) return true;
      const apart = (ticks[next]!.value - ticks[i]!.value) * unit;
      return (width(label) + width(labels[next]!)) / 2 <= apart;
    });
  // One line of whole names, then of brief ones, then more lines.
  for (let lines = 1; lines <= allowed; lines++)
    for (const labels of [whole, brief])
      if (free(labels, lines)) return { lines, ticks: staggered(ticks, labels, lines) };
  const stride = ticks.findIndex((_, k) => k > 0 && free(brief, k * allowed));
  const kept = ticks.flatMap((tick, i) => (i % Math.max(1, stride) === 0 ? [tick] : []));
  const labels = brief.filter((_, i) => i % Math.max(1, stride) === 0);
  return { lines: allowed, ticks: staggered(kept, labels, allowed) };
}

const staggered = (
  ticks: readonly { readonly value: number }[],
  labels: readonly string[],
  lines: number,
): readonly Tick[] =>
  ticks.map(({ value }, i) => ({
    value,
    label: i % lines === 0 ? labels[i]! : [...Array<string>(i % lines).fill(''), labels[i]!],
  }));

// Ticks at one place become one, line by line: an axis has one label per position.
function merged(ticks: readonly Tick[]): readonly Tick[] {
  const places = new Map<string, Tick>();
  for (const tick of ticks) {
    const key = tick.value.toFixed(6);
    const [above, below] = [places.get(key)?.label ?? [], tick.label].map((label) =>
      [label].flat(),
    );
    const lines = Math.max(above!.length, below!.length);
    const label = Array.from({ length: lines }, (_, i) => above![i] || below![i] || '');
    places.set(key, { value: tick.value, label });
  }
  return [...places.values()];
}
