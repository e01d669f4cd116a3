import type { CategoryAxis, Group } from '../arms/category-axis.ts';
import type { Tick } from '../plot/figure.ts';

/** Characters that fit below one axis of a figure, at its tick font; by trial. */
const CHARACTERS = 62;
/** Lines of labels under an axis that still look like labels. */
const LINES = 4;

/** Ticks of a category axis in the first line, names of groups in the second, words of problems from the third on. */
export function categoryTicks({
  groups,
  problems,
}: Pick<CategoryAxis, 'groups' | 'problems'>): readonly Tick[] {
  const width = groups.at(-1)!.end + 1.2;
  const lines = problems.length > 0 ? 2 : LINES;
  return merged([
    ...groups.flatMap((group) => ticksOf(group, width, lines)),
    ...problems.map(({ value, words }) => ({ value, label: ['', '', ...words] })),
  ]);
}

// Ticks thinned where they would touch, and the group's name under their middle. Ticks of a group without
// a name are names themselves: they take turns on up to `most` lines before any is left out.
function ticksOf(group: Group, width: number, most: number): Tick[] {
  const { name, start, end, ticks } = group;
  const room = (CHARACTERS * (end - start)) / width / Math.max(1, ticks.length - 1);
  const touching = (labels: readonly string[]) => {
    const longest = Math.max(...labels.map(({ length }) => length)) + 1;
    return labels.length > 1 ? Math.max(1, Math.ceil(longest / room)) : 1;
  };
  const allowed = name === '' ? most : 1;
  const whole = ticks.map(({ label }) => label);
  // Rather short names than whole ones of some.
  const labels = touching(whole) > allowed ? ticks.map(({ label, brief = label }) => brief) : whole;
  const lines = Math.min(allowed, touching(labels));
  const stride = Math.ceil(touching(labels) / lines);
  const shown = ticks
    .map(({ value }, i) => ({ value, label: labels[i]! }))
    .filter((_, i) => i % stride === 0)
    .map(({ value, label }, i) => ({
      value,
      label: i % lines === 0 ? label : [...Array<string>(i % lines).fill(''), label],
    }));
  return [...shown, { value: (start + end) / 2, label: ['', name] }];
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
