import type { Tick, TickRule } from '../figure.ts';
import { textWidth } from '../fonts.ts';
import type { Frame } from '../frame.ts';
import { ticksFor } from '../ticks.ts';
import { type Categories, categoryTicks } from './categories.ts';
import { LINE, shortened, wrapped } from './wrap.ts';

/** A tick, with what stands at an upright axis where the label is wider than there is room. */
export type GivenTick = Tick & { readonly brief?: Tick['label'] };

/** What an axis is ticked by: given ticks, names, or round values. */
export interface Ticked {
  readonly ticks?: readonly GivenTick[];
  readonly categories?: Categories;
}

/** The share of an axis, from 0 to 1, that lies below a value. */
export function shareOf({ scale, low, high }: Frame, value: number): number {
  const on = scale === 'logarithmic' ? Math.log : (x: number) => x;
  return (on(value) - on(low)) / (on(high) - on(low));
}

/** Ticks of an upright axis of this length: as many as have room one above the other. */
export function upright(
  axis: Ticked,
  frame: Frame,
  {
    length,
    size,
    widest,
  }: { readonly length: number; readonly size: number; readonly widest: number },
): TickRule {
  const line = LINE * size;
  const tall = (label: Tick['label']) => [label].flat().length * line;
  if (axis.ticks !== undefined)
    return {
      kind: 'fixed',
      at: spaced(within(axis.ticks, widest, size), frame, length, tall),
    };
  return rounded(frame, Math.max(2, Math.min(MOST, Math.round(length / (3.4 * line)))));
}

/** Given ticks with labels no wider than this, in as many lines as that takes: briefer ones where some do not fit as they are. */
export function within(ticks: readonly GivenTick[], widest: number, size: number): Tick[] {
  const whole = ticks.every(({ label }) => isWithin(label, widest, size));
  return ticks.map(({ value, label, brief = label }) => ({
    value,
    label: narrowed(whole ? label : brief, widest, size),
  }));
}

/** Ticks of a level axis of this length: as many as have room side by side. */
export function level(axis: Ticked, frame: Frame, length: number, size: number): TickRule {
  if (axis.categories !== undefined) {
    const unit = length / (frame.high - frame.low);
    const groups = axis.categories.groups;
    const beyond = Math.min(groups[0]!.start - frame.low, frame.high - groups.at(-1)!.end) * unit;
    return { kind: 'fixed', at: categoryTicks(axis.categories, { unit, size, beyond }) };
  }
  const wide = (label: Tick['label']) =>
    Math.max(...[label].flat().map((line) => textWidth(line, size))) + 0.6 * size;
  if (axis.ticks !== undefined)
    return { kind: 'fixed', at: inRows(axis.ticks, frame, { length, size, wide }) };
  const rules = Array.from({ length: MOST - 1 }, (_, k) => rounded(frame, MOST - k));
  const fitting = rules.find((rule) => {
    const ticks = ticksFor(rule, frame.low, frame.high);
    return ticks.length > 1 && spaced(ticks, frame, length, wide).length === ticks.length;
  });
  return fitting ?? rules.at(-1)!;
}

/** Round values that an axis has at most, about. */
const MOST = 5;

const rounded = ({ scale }: Frame, about: number): TickRule => ({
  kind: scale === 'linear' ? 'linear' : 'decades',
  ...(about === MOST ? {} : { about }),
});

/** A label whose lines are no wider than this, shortened where that must be. */
const narrowed = (label: Tick['label'], width: number, size: number): Tick['label'] => {
  if (isWithin(label, width, size)) return label;
  return [label]
    .flat()
    .flatMap((line) => wrapped(line, width, size))
    .map((line) => shortened(line, width, size));
};

const isWithin = (label: Tick['label'], width: number, size: number): boolean =>
  [label].flat().every((line) => textWidth(line, size) <= width);

/** Rows of labels that take turns. */
const ROWS = 3;

/** Names are broken into lines, or take turns on several rows, before any is left out; numbers are left out at once. */
function inRows(
  ticks: readonly Tick[],
  frame: Frame,
  { length, size, wide }: { length: number; size: number; wide: (label: Tick['label']) => number },
): readonly Tick[] {
  const whole = spaced(ticks, frame, length, wide);
  const isNumber = ({ label }: Tick) =>
    typeof label === 'string' && /^[−\d.·⁻⁰¹²³⁴-⁹]+$/.test(label);
  if (whole.length === ticks.length || ticks.every(isNumber)) return whole;
  const inOrder = ticks.toSorted((a, b) => a.value - b.value);
  const places = inOrder.map(({ value }) => shareOf(frame, value) * length);
  const step = Math.min(...places.slice(1).map((place, i) => place - places[i]!));
  const broken = inOrder.map(({ value, label }) => ({
    value,
    label: [label].flat().flatMap((line) => wrapped(line, step - 0.6 * size, size)),
  }));
  const tall = Math.max(...broken.map(({ label }) => label.length));
  if (tall <= 2 * ROWS && spaced(broken, frame, length, wide).length === ticks.length)
    return broken;
  for (let rows = 2; rows <= ROWS; rows++) {
    const groups = Array.from({ length: rows }, (_, r) => inOrder.filter((_, i) => i % rows === r));
    if (groups.every((own) => spaced(own, frame, length, wide).length === own.length)) {
      const lines = Math.max(...ticks.map(({ label }) => [label].flat().length));
      return inOrder.map(({ value, label }, i) => ({
        value,
        label: [...Array<string>((i % rows) * lines).fill(''), ...[label].flat()],
      }));
    }
  }
  return whole;
}

/** Every k-th of the ticks, the smallest k at which their labels keep apart; extents are those along the axis. */
function spaced(
  ticks: readonly Tick[],
  frame: Frame,
  length: number,
  extent: (label: Tick['label']) => number,
): readonly Tick[] {
  const inOrder = ticks.toSorted((a, b) => a.value - b.value);
  const apart = (own: readonly Tick[]) =>
    own.every(
      ({ value, label }, i) =>
        i === 0 ||
        (extent(label) + extent(own[i - 1]!.label)) / 2 <=
          (shareOf(frame, value) - shareOf(frame, own[i - 1]!.value)) * length,
    );
  const strides = inOrder.map((_, k) => inOrder.filter((_, i) => i % (k + 1) === 0));
  return strides.find(apart) ?? inOrder.slice(0, 1);
}
