import { methodNames } from '../../lab/methods/names.ts';
import type { Mark } from '../plot/figure.ts';
import type { Arm } from './arm.ts';
import { batchOf, familyOf, rateOf } from './arm.ts';

/** Where arms stand on the axis "method and batch size". */
export interface Slots {
  readonly at: ReadonlyMap<Arm, number>;
  readonly marks: readonly Mark[];
  /** Where one group ends and the next begins. */
  readonly borders: readonly number[];
  readonly low: number;
  readonly high: number;
}

const GROUP_GAP = 1.25; // in units of one step between neighbouring batch sizes
const RATE_GAP = 0.85;
const OTHER_GAP = 1.2;
/** Characters that fit below one axis of a figure, at its tick font; by trial. */
const CHARACTERS = 62;

/**
 * SGD by log B, then GD by η, other methods by name, then gradient flow, for each problem; group names below the ticks.
 *
 * SGD arms that differ only in η stand side by side about their B.
 */
export function slotsOf(arms: readonly Arm[]): Slots {
  const problems = [...new Set(arms.map((arm) => arm.problem))];
  const groups: Group[] = [];
  const names: Mark[] = [];
  for (const problem of problems) {
    const own = arms.filter((arm) => arm.problem === problem);
    const first = groups.length;
    for (const build of [stochastic, descent, other, flow]) {
      const last = groups.at(-1);
      const group = build(own, last === undefined ? 0 : last.end + GROUP_GAP);
      if (group !== null) groups.push(group);
    }
    const middle = (groups[first]!.start + groups.at(-1)!.end) / 2;
    if (problem !== '') names.push({ value: middle, label: ['', '', ...problem.split(', ')] });
  }
  const end = groups.at(-1)!.end;
  return {
    at: new Map(groups.flatMap(({ places }) => places)),
    // Names of problems stand from the third line on.
    marks: merged([...marksOf(groups, end + 1.2, names.length > 0 ? 2 : LINES), ...names]),
    borders: groups.slice(1).map(({ start }) => start - GROUP_GAP / 2),
    low: -0.6,
    high: end + 0.6,
  };
}

interface Group {
  /** Empty where the ticks say all. */
  readonly name: string;
  readonly start: number;
  readonly end: number;
  readonly places: readonly (readonly [Arm, number])[];
  readonly ticks: readonly { readonly value: number; readonly label: string }[];
}

/** Lines of labels under an axis that still look like labels. */
const LINES = 4;

function stochastic(arms: readonly Arm[], start: number): Group | null {
  const own = arms.filter(({ method }) => familyOf(method) === 'stochastic');
  if (own.length === 0) return null;
  const batches = sorted(own.map(({ method }) => batchOf(method)!));
  const gaps = batches.slice(1).map((batch, i) => Math.log(batch / batches[i]!));
  const step = gaps.length > 0 ? Math.min(...gaps) : 1;
  // Steps of one batch size to the next, at most doubled, so that an outlier does not crowd the rest.
  const ticks = [{ value: start, label: String(batches[0]) }];
  for (const [i, gap] of gaps.entries()) {
    const value = ticks[i]!.value + Math.min(gap / step, 2);
    ticks.push({ value, label: String(batches[i + 1]) });
  }
  const rates = sorted(own.map(({ method }) => rateOf(method)!));
  const spread = Math.min(0.22, 0.6 / rates.length);
  const places = own.map((arm): [Arm, number] => {
    const twins = own.filter(({ method }) => batchOf(method) === batchOf(arm.method));
    const rank = twins.indexOf(arm) - (twins.length - 1) / 2;
    return [arm, ticks[batches.indexOf(batchOf(arm.method)!)]!.value + rank * spread];
  });
  const name = ['SGD: B', 'SGD: batch size B'][Number(batches.length > 2)]!;
  return { name, start, end: ticks.at(-1)!.value, places, ticks };
}

function descent(arms: readonly Arm[], start: number): Group | null {
  const own = arms.filter(({ method }) => familyOf(method) === 'descent');
  if (own.length === 0) return null;
  const places = own.map((arm, i): [Arm, number] => [arm, start + i * RATE_GAP]);
  // A pool of arms (see poolRates) has lost its η.
  const pooled = own.every(({ short }) => !short.includes('η'));
  const ticks = places.map(([{ method }, value]) => ({
    value,
    label: pooled ? 'GD' : String(rateOf(method)),
  }));
  return { name: pooled ? 'full batch' : 'GD: η', start, end: ticks.at(-1)!.value, places, ticks };
}

function other(arms: readonly Arm[], start: number): Group | null {
  const own = arms.filter(({ method }) => familyOf(method) === 'other');
  if (own.length === 0) return null;
  const places = own.map((arm, i): [Arm, number] => [arm, start + i * OTHER_GAP]);
  const ticks = places.map(([{ method }, value]) => ({ value, label: methodNames[method.method] }));
  return { name: '', start, end: ticks.at(-1)!.value, places, ticks };
}

function flow(arms: readonly Arm[], start: number): Group | null {
  const own = arms.filter(({ method }) => familyOf(method) === 'flow');
  if (own.length === 0) return null;
  const places = own.map((arm, i): [Arm, number] => [arm, start + i * RATE_GAP]);
  const end = places.at(-1)![1];
  return { name: 'flow', start, end, places, ticks: [{ value: (start + end) / 2, label: '' }] };
}

// Ticks in the first line, thinned where they would touch, and the group's name under their middle. Ticks of
// a group without a name are names themselves: they take turns on up to `most` lines before any is left out.
function marksOf(groups: readonly Group[], width: number, most: number): readonly Mark[] {
  return groups.flatMap(({ name, start, end, ticks }) => {
    const longest = Math.max(...ticks.map(({ label }) => label.length)) + 1;
    const room = (CHARACTERS * (end - start)) / width / Math.max(1, ticks.length - 1);
    const touching = ticks.length > 1 ? Math.max(1, Math.ceil(longest / room)) : 1;
    const lines = name === '' ? Math.min(most, touching) : 1;
    const stride = Math.ceil(touching / lines);
    const shown = ticks
      .filter((_, i) => i % stride === 0)
      .map(({ value, label }, i) => ({
        value,
        label: i % lines === 0 ? label : [...Array<string>(i % lines).fill(''), label],
      }));
    return [...shown, { value: (start + end) / 2, label: ['', name] }];
  });
}

// Marks at one place become one, line by line: an axis has one label per position.
function merged(marks: readonly Mark[]): readonly Mark[] {
  const places = new Map<string, Mark>();
  for (const mark of marks) {
    const key = mark.value.toFixed(6);
    const [above, below] = [places.get(key)?.label ?? [], mark.label].map((label) =>
      [label].flat(),
    );
    const lines = Math.max(above!.length, below!.length);
    const label = Array.from({ length: lines }, (_, i) => above![i] || below![i] || '');
    places.set(key, { value: mark.value, label });
  }
  return [...places.values()];
}

const sorted = (values: readonly number[]) => [...new Set(values)].sort((a, b) => a - b);
