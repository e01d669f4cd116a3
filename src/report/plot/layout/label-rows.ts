import type { Tick } from '../figure.ts';
import type { CategoryGroup } from './category-group.ts';
import { wrapped } from './wrap.ts';

/** Lines of labels under an axis that still look like labels. */
export const LINES = 4;
/** Where nothing less names all of them. */
const TALL = 6;
/** Between neighbouring labels, over the font size. */
export const GAP = 0.8;

/** What a step of the axis and a font measure. */
export interface Measures {
  readonly unit: number;
  readonly size: number;
  /** Of a label, with what keeps it from the next. */
  readonly width: (text: string) => number;
}

interface Rows {
  readonly ticks: readonly Tick[];
  readonly lines: number;
}

/** The labels of one group: those that would touch take turns on a second line, then in several lines each, names on up to `most`, before any is left out. */
export function rowsOf(
  { name, ticks }: CategoryGroup,
  { unit, size, width, most, room }: Measures & { readonly most: number; readonly room: number },
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
  // Brief labels that are the same tell nothing apart.
  const choices = new Set(brief).size === brief.length ? [whole, brief] : [whole];
  const inLine = choices.find((labels) => free(labels, 1));
  if (inLine !== undefined) return { lines: 1, ticks: staggered(ticks, inLine, 1) };
  const step = Math.min(...ticks.slice(1).map(({ value }, i) => value - ticks[i]!.value)) * unit;
  // Labels in several lines each, which take turns on `turns` rows of them.
  const broken = (turns: number, tallest: number): Rows | null => {
    const each = whole.map((label) =>
      wrapped(label, ticks.length > 1 ? turns * step - GAP * size : room, size),
    );
    const tall = Math.max(...each.map(({ length }) => length));
    const fit = each.flat().every((line) => width(line) <= turns * step);
    if (turns * tall > tallest || !fit) return null;
    const label = (i: number) => [...Array<string>((i % turns) * tall).fill(''), ...each[i]!];
    return {
      lines: turns * tall,
      ticks: ticks.map(({ value }, i) => ({ value, label: label(i) })),
    };
  };
  const inLines = broken(1, allowed);
  if (name === '' && inLines !== null) return inLines;
  for (let rows = 2; rows <= allowed; rows++) {
    for (const labels of choices)
      if (free(labels, rows)) return { lines: rows, ticks: staggered(ticks, labels, rows) };
    const inTurn = rows === 2 ? broken(2, TALL) : null;
    if (inTurn !== null) return inTurn;
  }
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
