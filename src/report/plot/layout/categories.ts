import type { Tick } from '../figure.ts';
import { textWidth } from '../fonts.ts';
import type { CategoryGroup } from './category-group.ts';
import { GAP, LINES, type Measures, rowsOf } from './label-rows.ts';
import { wrapped } from './wrap.ts';

/** What stands below an axis of names: groups of neighbours, and what sets the problems apart that they belong to. */
export interface Categories {
  readonly groups: readonly CategoryGroup[];
  /** Names in several lines, each at the middle of its groups; empty where there is one. */
  readonly problems: readonly { readonly value: number; readonly words: readonly string[] }[];
}

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
