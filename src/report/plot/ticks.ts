import { range, tickStep, ticks } from 'd3-array';
import type { Tick, TickRule } from './figure.ts';

/** Tick positions and labels of a scale from `low` to `high`, in increasing order. */
export function ticksFor(rule: TickRule, low: number, high: number): readonly Tick[] {
  if (rule.kind === 'fixed') return rule.at;
  const { about = ABOUT } = rule;
  if (rule.kind === 'linear') return linearTicks(low, high, about);
  const powers = decadeTicks(low, high, about);
  if (powers.length >= Math.min(ENOUGH, about)) return powers;
  const most = about < ABOUT ? about + 1 : MOST_LEADS;
  const leads = LEADS.map((own) => leadTicks(low, high, own));
  const enough = leads.find(({ length }) => length >= Math.min(ENOUGH, about) && length <= most);
  if (enough !== undefined) return enough;
  return linearTicks(low, high, about).filter(({ value }) => value > 0);
}

/** A tick at each of the values. */
export const ticksAt = (values: readonly number[]): readonly Tick[] =>
  [...new Set(values)].map((value) => ({
    value,
    label: String(Number.isInteger(value) ? value : Number(value.toPrecision(4))),
  }));

/** How many ticks an axis is to have; d3 takes the round step that comes nearest. */
const ABOUT = 5;
/** With fewer a reader cannot tell a logarithmic axis from a linear one. */
const ENOUGH = 3;
/** Leading digits within decades, from dense to sparse, and how many such ticks still look like a logarithmic axis. */
const LEADS = [
  [1, 2, 5],
  [1, 3],
] as const;
const MOST_LEADS = 8;

/** 10ᵏ in Unicode: `powerOfTen(-2)` is `10⁻²`. */
export function powerOfTen(exponent: number): string {
  return `10${[...String(exponent)].map((digit) => SUPERSCRIPTS[digit]).join('')}`;
}

const SUPERSCRIPTS: Readonly<Record<string, string>> = {
  '-': '⁻',
  ...Object.fromEntries([...'⁰¹²³⁴⁵⁶⁷⁸⁹'].map((sign, digit) => [String(digit), sign])),
};

const linearTicks = (low: number, high: number, about: number): Tick[] => {
  const step = tickStep(low, high, about);
  const decimals = Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
  return ticks(low, high, about).map((value) => ({
    value,
    label: plain(Number(value.toFixed(decimals)), decimals),
  }));
};

const decadeTicks = (low: number, high: number, about: number): Tick[] =>
  ticks(Math.log10(low) - 1e-9, Math.log10(high) + 1e-9, about)
    .filter(Number.isInteger)
    .map((k) => ({ value: Number(`1e${k}`), label: powerOfTen(k) }));

const leadTicks = (low: number, high: number, leads: readonly number[]): Tick[] =>
  decadesOf(low, high)
    .flatMap((k) => leads.map((lead) => Number(`${lead}e${k}`)))
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
