import { intervalText } from '../../claims/judging/sentence.ts';
import type { PartVerdict } from '../../claims/judging/verdict.ts';
import { significant } from '../../core/format.ts';
import type { Arm } from '../arms/arm.ts';
import { categoryAxis } from '../arms/category-axis.ts';
import type { Tick } from '../plot/figure.ts';
import type { Categories } from '../plot/layout/categories.ts';
import type { Axis } from '../plot/parts.ts';
import type { JudgedNumber } from './judged-number.ts';

/** Characters of tick labels that fit below a whole figure; by trial. */
const CHARACTERS = 66;
/** Arms that a legend can name and still be read. */
const MOST_NAMED = 8;
/** So many rows of labels below a panel still look like labels. */
const ROWS = 3;

/** The axis that judged numbers stand along, and the place of each: by their arms as in other figures, where they fill one. */
export function judgedAxis(
  all: readonly JudgedNumber[],
  share: number,
): {
  readonly axis: Axis;
  readonly at: readonly number[];
  /** Whether a legend has to say what the axis does not. */
  readonly named: boolean;
} {
  const arms = all.flatMap(({ arm }) => arm ?? []);
  if (share === 1 && all.length > 2 && new Set(arms).size === all.length) return byArm(all, arms);
  const last = Math.max(1, ...all.map(({ x }) => x));
  const span = { scale: 'linear', low: 0.4, high: Math.ceil(last) + 0.6, grid: false } as const;
  const room = (CHARACTERS * share) / (span.high - span.low);
  const ticks = ticksOf(all, room);
  return {
    axis: ticks === null ? { ...span, categories: inLines(all) } : { ...span, ticks },
    ...{ at: all.map(({ x }) => x), named: false },
  };
}

/** Names that are too long for a line. */
function inLines(all: readonly JudgedNumber[]): Categories {
  const ticks = all.flatMap(({ x: value, label }) => (label === '' ? [] : [{ value, label }]));
  const [start, end] = [all[0]!.x, all.at(-1)!.x];
  return { groups: [{ name: '', start, end, ticks }], problems: [] };
}

function byArm(all: readonly JudgedNumber[], arms: readonly Arm[]) {
  const axis = categoryAxis(arms);
  const { low, high } = axis;
  const ticks = axis.groups.reduce((sum, group) => sum + group.ticks.length, 0);
  return {
    axis: { scale: 'linear', low, high, categories: axis, grid: false } as const,
    at: all.map(({ arm }) => axis.at.get(arm!)!),
    named: arms.length > ticks && arms.length <= MOST_NAMED,
  };
}

/** Names with the numbers below them, names alone in as many rows as they need, or null where they have no room. */
function ticksOf(all: readonly JudgedNumber[], room: number): readonly Tick[] | null {
  const named = all.filter(({ label }) => label !== '');
  const whole = all.map(({ x, label, number }) => ({
    value: x,
    label: [...(label === '' ? [] : [label]), ...sizeLines(number, room)],
  }));
  const widest = (ticks: readonly { readonly label: readonly string[] }[]) =>
    Math.max(0, ...ticks.flatMap(({ label }) => label.map(({ length }) => length))) + 1;
  if (all.length === 1 || (named.length === all.length && widest(whole) <= room)) return whole;
  const rows = Math.ceil(widest(named.map(({ label }) => ({ label: [label] }))) / room);
  if (rows > ROWS) return null;
  return named.map(({ x, label }, i) => ({
    value: x,
    label: i % rows === 0 ? label : [...Array<string>(i % rows).fill(''), label],
  }));
}

/** In one line where it has room. */
function sizeLines({ estimate, measured }: PartVerdict, room: number): readonly string[] {
  if (measured === null) return [];
  const lines = [...(estimate === null ? [] : [significant(estimate)]), intervalText(measured)];
  return lines.join(' ').length < room ? [lines.join(' ')] : lines;
}
