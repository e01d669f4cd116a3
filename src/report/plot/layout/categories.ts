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
  /** Instead of the name where there is no room for it. */
  readonly brief?: string;
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
/** Where nothing less names all of them. */
const TALL = 6;
/** Between neighbouring labels, over the font size. */
const GAP = 0.8;

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
  const rooms = groups.map(({ start, end }, i) => {
    const [left, right] = [groups[i - 1], groups[i + 1]];
    const aside = Math.min(
      left === undefined ? beyond : ((start - left.end) / 2) * unit,
      right === undefined ? beyond : ((right.start - end) / 2) * unit,
    );
    return (end - start) * unit + 2 * aside - GAP * size;
  });
  const rows = groups.map((group, i) =>
    rowsOf(group, { unit, size, width, most, room: rooms[i]! }),
  );
  const labelled = apart(
    rows.map(({ ticks }) => ticks),
    { unit, width },
  );
  const names = apart(namesOf(groups, { unit, size, width, rooms }), { unit, width });
  const [depth, below] = [depthOf(labelled), depthOf(labelled) + depthOf(names)];
  return merged([
    ...labelled,
    ...names.map((tick) => lowered(tick, depth)),
    ...problems.map(({ value, words }) => lowered({ value, label: words }, below)),
  ]);
}

const depthOf = (ticks: readonly Tick[]): number =>
  Math.max(1, ...ticks.map(({ label }) => [label].flat().length));

const lowered = ({ value, label }: Tick, lines: number): Tick => ({
  value,
  label: [...Array<string>(lines).fill(''), ...[label].flat()],
});

/** The ticks of neighbouring groups; every other group stands one line lower where some would touch. */
function apart(
  groups: readonly (readonly Tick[])[],
  { unit, width }: Pick<Measures, 'unit' | 'width'>,
): readonly Tick[] {
  const touch = (ticks: readonly Tick[]) =>
    Array.from({ length: depthOf(ticks) }, (_, line) =>
      ticks.flatMap(({ value, label }) => {
        const text = [label].flat()[line] ?? '';
        return text === '' ? [] : [{ value, half: width(text) / 2 }];
      }),
    ).some((row) =>
      row.some(
        ({ value, half }, i) =>
          i > 0 && half + row[i - 1]!.half > (value - row[i - 1]!.value) * unit + 1e-9,
      ),
    );
  const level = groups.flat();
  if (!touch(level)) return level;
  return groups.flatMap((ticks, i) => ticks.map((tick) => lowered(tick, i % 2)));
}

interface Measures {
  readonly unit: number;
  readonly size: number;
  /** Of a label, with what keeps it from the next. */
  readonly width: (text: string) => number;
}

/** The names of groups side by side: in one line, whole or brief, where those keep apart, else in lines below each other. */
function namesOf(
  groups: readonly CategoryGroup[],
  { unit, size, width, rooms }: Measures & { readonly rooms: readonly number[] },
): readonly (readonly Tick[])[] {
  const middles = groups.map(({ start, end }) => (start + end) / 2);
  const whole = groups.map(({ name }) => name);
  const brief = groups.map(({ name, brief = name }) => brief);
  const fits = (names: readonly string[]) =>
    names.every((name, i) => {
      const next = names[i + 1];
      return (
        next === undefined ||
        (width(name) + width(next)) / 2 <= (middles[i + 1]! - middles[i]!) * unit
      );
    });
  const inLine = [whole, brief].find(fits);
  if (inLine !== undefined) return middles.map((value, i) => [{ value, label: [inLine[i]!] }]);
  const broken = brief.map((name, i) => wrapped(name, rooms[i]!, size));
  return middles.map((value, i) => [{ value, label: broken[i]! }]);
}

interface Rows {
  readonly ticks: readonly Tick[];
  readonly lines: number;
}

// Labels that would touch take turns on a second line, then in several lines each, names on up to `most`, before any is left out.
function rowsOf(
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
