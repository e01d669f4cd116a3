/** An axis: from numbers to places. */
export interface Scale {
  readonly ticks: readonly number[];
  /** The place of a value, 0 at the start of the axis and 1 at its end; beyond where the value is. */
  readonly at: (value: number) => number;
}

/** Ticks of an axis, about so many. */
const TICKS = 5;

/** An axis that holds all of these numbers. */
export function linearScale(values: readonly number[]): Scale {
  const [low, high] = extent(values);
  // Numbers that are all but equal are drawn as equal: their ticks would have the same text.
  const size = Math.max(Math.abs(low), Math.abs(high)) || 1;
  const width = high - low > LEAST * size ? high - low : size;
  const step = niceStep(width / TICKS);
  const from = Math.floor(low / step + ROUND) * step;
  const to = Math.max(from + step, Math.ceil(high / step - ROUND) * step);
  const count = Math.round((to - from) / step);
  return {
    ticks: Array.from({ length: count + 1 }, (_, i) => clean(from + i * step)),
    at: (value) => (value - from) / (to - from),
  };
}

/** A logarithmic axis that holds those of these numbers that are positive. */
export function logScale(values: readonly number[]): Scale {
  const logs = values.filter((value) => value > 0).map(Math.log10);
  const [low, high] = extent(logs.length > 0 ? logs : [-1, 0]);
  const marks = high - low > 2.5 ? [1] : high - low > 1 ? [1, 3] : [1, 2, 3, 5, 7];
  const first = Math.floor(low) - 1;
  const decades = Array.from({ length: Math.ceil(high) + 2 - first }, (_, i) => first + i);
  const all = decades.flatMap((decade) => marks.map((mark) => Number(`${mark}e${decade}`)));
  const from = all.filter((tick) => Math.log10(tick) <= low + ROUND).at(-1)!;
  const to = all.find((tick) => Math.log10(tick) >= high - ROUND && tick > from)!;
  const [start, end] = [Math.log10(from), Math.log10(to)];
  const inside = all.filter((tick) => tick >= from && tick <= to);
  return {
    ticks: inside.filter((_, i) => i % Math.ceil(inside.length / (2 * TICKS)) === 0),
    at: (value) => (Math.log10(value) - start) / (end - start),
  };
}

const ROUND = 1e-9;

/** The least width of an axis, as a share of its numbers. */
const LEAST = 1e-8;

function extent(values: readonly number[]): readonly [number, number] {
  const finite = values.filter(Number.isFinite);
  return finite.length === 0 ? [0, 1] : [Math.min(...finite), Math.max(...finite)];
}

/** The next of 1, 2, 2.5, 5 and 10 times a power of ten. */
function niceStep(least: number): number {
  const power = 10 ** Math.floor(Math.log10(least));
  return [1, 2, 2.5, 5, 10]
    .map((digit) => digit * power)
    .find((step) => step >= least * (1 - ROUND))!;
}

const clean = (x: number): number => Number(x.toPrecision(12));

/** A tick as text: 0.001, 20, 3 × 10⁵. */
export function tickText(value: number): string {
  const size = Math.abs(value);
  if (value === 0 || (size >= 1e-3 && size < 1e5)) return `${clean(value)}`.replace('-', '−');
  const [digits, exponent] = value.toExponential().split('e') as [string, string];
  const power = [...`${Number(exponent)}`]
    .map((c) => (c === '-' ? '⁻' : '⁰¹²³⁴⁵⁶⁷⁸⁹'[Number(c)]))
    .join('');
  return `${digits === '1' ? '' : `${digits.replace('-', '−')} × `}10${power}`;
}
