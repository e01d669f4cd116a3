import type { Series } from './table.ts';
import {
  between,
  type Columns,
  type Missing,
  missing,
  type Quantity,
  rowOf,
  rowsOf,
} from './value.ts';

/** A recorded series without the rows that have no number. */
export function recorded({ step, time, value }: Series): Columns {
  const all: Columns = { kind: 'series', step, time, value, low: value, high: value };
  return value.some(Number.isNaN)
    ? rowsOf(
        all,
        upTo(value.length).filter((i) => !Number.isNaN(value[i])),
      )
    : all;
}

/**
 * Two series on the same rows: as they are where their times agree, else on the times of the shorter one that
 * both cover, the longer one by linear interpolation.
 */
export function aligned(a: Columns, b: Columns): readonly [Columns, Columns] {
  if (
    a.time === b.time ||
    (a.time.length === b.time.length && a.time.every((t, i) => t === b.time[i]))
  )
    return [a, b];
  const [sparse, dense] = a.time.length <= b.time.length ? [a, b] : [b, a];
  const rows = upTo(sparse.time.length).filter((i) => covers(dense, sparse.time[i]!));
  const own = rowsOf(sparse, rows);
  const at = own.time.map((t) => interpolated(dense, t));
  const other: Columns = {
    ...{ kind: 'series', step: own.step, time: own.time },
    ...{ value: at.map((q) => q.value), low: at.map((q) => q.low), high: at.map((q) => q.high) },
  };
  return sparse === a ? [own, other] : [other, own];
}

const covers = ({ time }: Columns, t: number) =>
  time.length > 0 && time[0]! <= t && t <= time.at(-1)!;

/** The value at a time that the series covers, linear between rows. */
export function interpolated(
  series: Columns,
  t: number,
  clock: readonly number[] = series.time,
): Quantity {
  const next = firstAtLeast(clock, t);
  if (next <= 0 || clock[next] === t) return rowOf(series, Math.max(next, 0));
  const [a, b] = [rowOf(series, next - 1), rowOf(series, next)];
  const part = (t - clock[next - 1]!) / (clock[next]! - clock[next - 1]!);
  const mix = (x: number, y: number) => x + part * (y - x);
  return between(mix(a.value, b.value), mix(a.low, b.low), mix(a.high, b.high));
}

/** The first place of a rising column with at least t, by halving; its length where there is none. */
function firstAtLeast(column: readonly number[], t: number): number {
  let [low, high] = [0, column.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (column[middle]! >= t) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** The rows from a time to another, both included. */
export function windowed(series: Columns, after: number, before: number): Columns | Missing {
  const rows = upTo(series.time.length).filter(
    (i) => series.time[i]! >= after && series.time[i]! <= before,
  );
  if (rows.length === series.time.length && rows.length > 0) return series;
  return rows.length === 0 ? missing('ending', 'no row lies in the window') : rowsOf(series, rows);
}

/** ∫ s dt by the trapezoidal rule. */
export const integral = (series: Columns): Quantity =>
  eachEnd(series, (ys) => trapezium(series.time, ys));

/** The average over training time; over rows where there is no time between them. */
export function timeAverage(series: Columns): Quantity {
  const { time } = series;
  const span = time.at(-1)! - time[0]!;
  return span > 0
    ? eachEnd(series, (ys) => trapezium(time, ys) / span)
    : eachEnd(series, (ys) => ys.reduce((sum, y) => sum + y, 0) / ys.length);
}

/** The same function of the values and of either end, for functions that rise with every row. */
export function eachEnd(series: Columns, f: (ys: readonly number[]) => number): Quantity {
  const value = f(series.value);
  if (series.low === series.value && series.high === series.value)
    return between(value, value, value);
  return between(value, f(series.low), f(series.high));
}

/** s_i − s_{i−1}, from the second row on. */
export function changeOf({ step, time, value, low, high }: Columns): Columns {
  const minus = (to: readonly number[], from: readonly number[]) =>
    to.slice(1).map((y, i) => y - from[i]!);
  const change = minus(value, value);
  const isSame = low === value && high === value;
  return {
    ...{ kind: 'series', step: step.slice(1), time: time.slice(1), value: change },
    low: isSame ? change : minus(low, high),
    high: isSame ? change : minus(high, low),
  };
}

function trapezium(time: readonly number[], ys: readonly number[]): number {
  let total = 0;
  for (let i = 1; i < ys.length; i++)
    total += ((ys[i]! + ys[i - 1]!) / 2) * (time[i]! - time[i - 1]!);
  return total;
}

const upTo = (n: number): number[] => Array.from({ length: n }, (_, i) => i);
