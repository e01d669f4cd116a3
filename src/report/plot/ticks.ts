import { range, tickStep, ticks } from 'd3-array';
import type { Tick, TickRule } from './figure.ts';

/** Tick positions and labels of a scale from `low` to `high`, in increasing order. */
export function ticksFor(rule: TickRule, low: number, high: number): readonly Tick[] {
  if (rule.kind === 'fixed') return rule.at;
  if (rule.kind === 'linear') return linearTicks(low, high);
  const powers = decadeTicks(low, high);
  if (powers.length >= ENOUGH) return powers;
  const leads = leadTicks(low, high);
  return leads.length >= ENOUGH ? leads : linearTicks(low, high).filter(({ value }) => value > 0);
}

/** A tick at each of the values. */
export const ticksAt = (values: readonly number[]): readonly Tick[] =>
  [...new Set(values)].map((value) => ({
    value,
    label: String(Number.isInteger(value) ? value : Number(value.toPrecision(4))),
  }));

/** The values as ticks; on a logarithmic axis those with a share of their span, 1/`most`, to the one before. */
export function spacedTicks(values: readonly number[], most = 8): readonly Tick[] {
  const sorted = [...new Set(values)].sort((a, b) => a - b);
  // A little less, since equal steps differ by rounding.
  const room = (0.999 * Math.log(sorted.at(-1)! / sorted[0]!)) / most;
  let last = Number.NEGATIVE_INFINITY;
  return ticksAt(
    sorted.filter((value) => {
      const free = Math.log(value) - last >= room;
      if (free) last = Math.log(value);
      return free;
    }),
  );
}

/** How many ticks an axis is to have; d3 takes the round step that comes nearest. */
const ABOUT = 5;
/** With fewer a reader cannot tell a logarithmic axis from a linear one. */
const ENOUGH = 3;

/** 10ᵏ in Unicode: `powerOfTen(-2)` is `10⁻²`. */
export function powerOfTen(exponent: number): string {
  return `10${[...String(exponent)].map((digit) => SUPERSCRIPTS[digit]).join('')}`;
}

const SUPERSCRIPTS: Readonly<Record<string, string>> = {
  '-': '⁻',
  ...Object.fromEntries([...'⁰¹²³⁴⁵⁶⁷⁸⁹'].map((sign, digit) => [String(digit), sign])),
};

const linearTicks = (low: number, high: number): Tick[] => {
  const step = tickStep(low, high, ABOUT);
  const decimals = Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
  return ticks(low, high, ABOUT).map((value) => ({
    value,
    label: plain(Number(value.toFixed(decimals)), decimals),
  }));
};

const decadeTicks = (low: number, high: number): Tick[] =>
  ticks(Math.log10(low) - 1e-9, Math.log10(high) + 1e-9, ABOUT)
    .filter(Number.isInteger)
    .map((k) => ({ value: Number(`1e${k}`), label: powerOfTen(k) }));

const leadTicks = (low: number, high: number): Tick[] =>
  decadesOf(low, high)
    .flatMap((k) => [1, 2, 5].map((lead) => Number(`${lead}e${k}`)))
    .filter((value) => value >= low && value <= high)
    .map((value) => ({ value, label: plain(value) }));

/** The k of every 10ᵏ from the last one at or below `low` to the last at or below `high`. */
export const decadesOf = (low: number, high: number): readonly number[] =>
  range(Math.floor(Math.log10(low)), Math.floor(Math.log10(high)) + 1);

const plain = (value: number, decimals?: number): string => {
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-4 || size >= 1e6)) {
    const exponent = Math.floor(Math.log10(size) + 1e-12);
    const lead = Number((value / 10 ** exponent).toPrecision(3));
    return lead === 1 ? powerOfTen(exponent) : `${minus(String(lead))}·${powerOfTen(exponent)}`;
  }
  return minus(decimals === undefined ? String(value) : value.toFixed(decimals));
};

const minus = (text: string) => text.replace('-', '−');
