import type { Mark, Marks } from './figure.ts';

/** Tick positions and labels of a scale from `low` to `high`, in increasing order. */
export function ticksFor(marks: Marks, low: number, high: number): readonly Mark[] {
  if (marks.kind === 'fixed') return marks.at;
  if (marks.kind === 'linear') return linearTicks(low, high);
  const powers = decadeTicks(low, high);
  if (powers.length >= ENOUGH) return powers;
  const leads = leadTicks(low, high);
  return leads.length >= ENOUGH ? leads : linearTicks(low, high).filter(({ value }) => value > 0);
}

/** With fewer ticks a reader cannot tell a logarithmic axis from a linear one. */
const ENOUGH = 3;
const MOST = 7;

/** 10ᵏ in Unicode: `powerOfTen(-2)` is `10⁻²`. */
export function powerOfTen(exponent: number): string {
  return `10${[...String(exponent)].map((digit) => SUPERSCRIPTS[digit]).join('')}`;
}

const SUPERSCRIPTS: Readonly<Record<string, string>> = {
  '-': '⁻',
  ...Object.fromEntries([...'⁰¹²³⁴⁵⁶⁷⁸⁹'].map((sign, digit) => [String(digit), sign])),
};

function decadeTicks(low: number, high: number): Mark[] {
  // Beyond seven decades every power of ten would crowd a column-wide figure.
  const stride = Math.max(1, Math.ceil(Math.log10(high / low) / MOST));
  const ticks: Mark[] = [];
  for (let k = Math.ceil(Math.log10(low) - 1e-9); k <= Math.log10(high) + 1e-9; k++) {
    if (k % stride === 0) ticks.push({ value: Number(`1e${k}`), label: powerOfTen(k) });
  }
  return ticks;
}

function leadTicks(low: number, high: number): Mark[] {
  const ticks: Mark[] = [];
  for (let k = Math.floor(Math.log10(low)); k <= Math.log10(high); k++) {
    for (const lead of [1, 2, 5]) {
      const value = Number(`${lead}e${k}`);
      if (value >= low && value <= high) ticks.push({ value, label: plain(value) });
    }
  }
  return ticks;
}

function linearTicks(low: number, high: number): Mark[] {
  const step = roundStep((high - low) / (MOST - 0.5));
  const decimals = Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
  const ticks: Mark[] = [];
  for (let i = Math.ceil(low / step - 1e-9); i * step <= high + step * 1e-9; i++) {
    const value = i * step;
    ticks.push({ value, label: plain(Number(value.toFixed(decimals)), decimals) });
  }
  return ticks;
}

// The smallest of 1, 2, 5 × 10ᵏ that is no less than `raw`.
function roundStep(raw: number): number {
  const decade = 10 ** Math.floor(Math.log10(raw));
  const lead = [1, 2, 5, 10].find((candidate) => candidate * decade >= raw * (1 - 1e-9)) ?? 10;
  return lead * decade;
}

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
