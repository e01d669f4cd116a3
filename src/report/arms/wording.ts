import { significant } from '../../core/format.ts';
import type { Interval } from '../../core/range.ts';

/** `1 run`, `3 runs`. */
export const plural = (n: number, noun: string): string => `${n} ${noun}${n === 1 ? '' : 's'}`;

/** `[0.1, 0.3]`: the ends of an interval, to three significant digits unless another format is given. */
export const intervalText = (
  [low, high]: Interval,
  format: (end: number) => string = significant,
): string => `[${format(low)}, ${format(high)}]`;

/** `0.2 [0.1, 0.3]`, or `2 × [1, 3]` with a unit; the value alone where it has no interval. */
export function estimateText(
  value: number,
  interval: Interval | null,
  { digits = 3, unit = '' }: EstimateFormat = {},
): string {
  const [shown, ends] = valueAndInterval(value, interval, digits);
  return `${shown}${unit}${ends === null ? '' : ` ${ends}`}`;
}

/** A value and its interval as {@link estimateText} writes them; null where there is none. */
export function valueAndInterval(
  value: number,
  interval: Interval | null,
  digits = 3,
): readonly [value: string, interval: string | null] {
  const format = resolving(interval === null ? [value] : [value, ...interval], digits);
  return [format(value), interval && intervalText(interval, format)];
}

interface EstimateFormat {
  /** Significant digits; more where the ends of the interval would read alike. */
  readonly digits?: number;
  /** What follows the value, with its space. */
  readonly unit?: string;
}

/** More digits say nothing in single precision. */
const MOST_DIGITS = 7;

/** Numbers with the fewest digits, from so many on, that keep a value and the ends of its interval apart: not `1 [1, 1]`. */
function resolving(numbers: readonly number[], least: number): (x: number) => string {
  let digits = least;
  const apart = () => new Set(numbers.map((x) => significant(x, digits))).size === numbers.length;
  while (digits < MOST_DIGITS && !apart()) digits++;
  return (x) => significant(x, digits);
}

/** A number to two significant digits. */
export const roughly = (x: number): string => significant(x, 2);

/** Instead of a verdict, where seeds give no interval. */
export const noVerdict = (basis: 'one seed' | 'no spread', n: number): string =>
  basis === 'one seed'
    ? 'one seed, so no interval and no verdict'
    : `all ${n} seeds agree to rounding, so no interval and no verdict`;

/** `a loss gap`, `an accuracy gap`. */
export const withArticle = (noun: string): string =>
  `${/^[aeiou]/i.test(noun) ? 'an' : 'a'} ${noun}`;

/** `sharpness λ` → `Sharpness λ`. */
export const capitalised = (text: string): string =>
  `${text.charAt(0).toUpperCase()}${text.slice(1)}`;

/** What markers and dots of a figure are, how many seeds the intervals rest on; `sizes` lists the seeds of each mean. */
export function intervalSentence(sizes: readonly number[]): string {
  const least = Math.min(...sizes);
  const most = Math.max(...sizes);
  const n = least === most ? `n = ${most}` : `n = ${least} to ${most}`;
  if (sizes.length === 0) return 'No run enters a mean (n = 0), so no interval can be given.';
  if (most <= 1) return 'One seed per arm (n = 1), so no interval can be given.';
  return `Markers: means with 95 % Student t intervals over seeds (${n}); faint dots: single seeds.`;
}

/** Each text once, in the order of its first. */
export const unique = (texts: readonly string[]): string[] => [...new Set(texts)];
