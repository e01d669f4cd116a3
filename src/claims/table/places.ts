import { significant } from '../../core/format.ts';
import type { Call, Node } from '../expression/syntax.ts';
import type { Context, ValueIn } from './context.ts';
import { notAsAsked } from './look-up.ts';
import { interpolated, windowed } from './series.ts';
import { isFinished } from './table.ts';
import {
  between,
  type Columns,
  exact,
  type Missing,
  missing,
  type Quantity,
  type Truths,
  type Value,
} from './value.ts';
import { keptIn } from './vector-calls.ts';

/**
 * Where a condition first holds: between the last row before and the first row where it does. Never: later than
 * the last row.
 */
export function firstTrue({ time, value }: Truths, inside: readonly boolean[]): Quantity {
  const i = value.findIndex((holds, row) => holds && inside[row]);
  if (i >= 0) return between(time[i]!, time[Math.max(i - 1, 0)]!, time[i]!);
  return {
    ...between(
      Number.POSITIVE_INFINITY,
      time.at(-1) ?? Number.NEGATIVE_INFINITY,
      Number.POSITIVE_INFINITY,
    ),
    never: true,
  };
}

/** A place along a run: a number is a time, a condition the time where it first holds. */
export function placeOf(node: Node, context: Context, valueIn: ValueIn): Quantity | Missing {
  const value = valueIn(node, context, 'series');
  if (value.kind === 'truths')
    return firstTrue(
      value,
      value.time.map(() => true),
    );
  if (value.kind === 'number' || value.kind === 'missing') return value;
  return missing('undefined', 'a place is a time or a condition');
}

/** `at(s, time = t)`, `at(s, step = n)` and `at(s, clock = x)`, where the series `clock` first comes to x. */
export function valueAt(node: Call, context: Context, valueIn: ValueIn): Value {
  if (keptIn(node.args[0]!, context) !== undefined) return vectorAt(node, context, valueIn);
  const series = valueIn(node.args[0]!, context, 'series');
  if (series.kind === 'missing') return series;
  if (series.kind !== 'series') return missing('measure', 'at(…) of what is no series of this run');
  const place = placeIn(node, context, valueIn);
  if (place.kind === 'missing') return place;
  if (node.named[0]!.name === 'step') return atStep(series, place.value, context);
  return atTime(series, place);
}

/** The time, or for `step = n` the step, at which `at(…)` looks; of a clock the time at which it first comes to the value. */
function placeIn({ named }: Call, context: Context, valueIn: ValueIn): Quantity | Missing {
  const where = named[0];
  if (where === undefined) return missing('undefined', 'at(…) without a place');
  const place = placeOf(where.value, context, valueIn);
  if (place.kind === 'missing') return place;
  if (place.never === true) return missing('ending', 'the place was never reached');
  if (where.name === 'time' || where.name === 'step') return place;
  const clock = valueIn({ kind: 'name', at: where.at, name: where.name }, context, 'series');
  if (clock.kind === 'missing') return clock;
  if (clock.kind !== 'series') return missing('measure', `${where.name} is no series of this run`);
  const time = firstPassage(clock, place.value);
  if (time !== undefined) return exact(time);
  const last = significant(clock.value.at(-1)!);
  return missing(
    'ending',
    `${where.name} never came to ${significant(place.value)}; it ended at ${last}`,
  );
}

/** The time at which `at(…)` looks at a series of these rows; undefined where there is none. */
export function momentOf(
  node: Call,
  series: Columns,
  context: Context,
  valueIn: ValueIn,
): number | undefined {
  const place = placeIn(node, context, valueIn);
  if (place.kind === 'missing') return undefined;
  if (node.named[0]!.name !== 'step') return place.value;
  return interpolated({ ...series, ...sameAs(series.time) }, place.value, series.step).value;
}

const sameAs = (column: readonly number[]) => ({ value: column, low: column, high: column });

/** `at(theta, time = t)`. */
function vectorAt({ args, named }: Call, context: Context, valueIn: ValueIn): Value {
  const where = named[0];
  if (where?.name !== 'time') return missing('undefined', 'vectors are kept at times');
  const place = placeOf(where.value, context, valueIn);
  return place.kind === 'missing'
    ? place
    : valueIn(args[0]!, { ...context, moment: place.value }, 'number');
}

/** Rounding in times of steps. */
const TOLERANCE = 1e-9;

function atTime(series: Columns, { value, low, high }: Quantity): Quantity | Missing {
  const [start, end] = [series.time[0]!, series.time.at(-1)!];
  const room = TOLERANCE * Math.max(Math.abs(start), Math.abs(end));
  if (value > end + room || value < start - room)
    return missing(
      'ending',
      `time ${significant(value)} is outside of ${significant(start)} to ${significant(end)}`,
    );
  const inside = (t: number) => interpolated(series, Math.min(Math.max(t, start), end));
  if (low === high) return inside(value);
  // Anywhere between the ends of the place.
  const part = windowed(series, low, high);
  const ends = [inside(value), inside(low), inside(high)];
  const lows = [...ends.map((q) => q.low), ...(part.kind === 'missing' ? [] : part.low)];
  const highs = [...ends.map((q) => q.high), ...(part.kind === 'missing' ? [] : part.high)];
  return between(ends[0]!.value, Math.min(...lows), Math.max(...highs));
}

function atStep(series: Columns, step: number, { row }: Context): Quantity | Missing {
  const last = series.step.at(-1)!;
  if (step > last)
    return isFinished(row)
      ? missing('ending', `step ${step} is after the last, ${last}`)
      : notAsAsked(`step ${step}`, row);
  if (step < series.step[0]!) return missing('ending', `step ${step} is before the first row`);
  return interpolated(series, step, series.step);
}

/** The time at which a series first gets to a value, from either side; between rows by logarithms where all is positive. */
function firstPassage({ time, value }: Columns, x: number): number | undefined {
  const above = value[0]! > x;
  const i = value.findIndex((y) => (above ? y <= x : y >= x));
  if (i <= 0) return i === 0 ? time[0] : undefined;
  const [a, b] = [value[i - 1]!, value[i]!];
  const scale = a > 0 && b > 0 && x > 0 ? Math.log : (y: number) => y;
  const part = (scale(x) - scale(a)) / (scale(b) - scale(a));
  return time[i - 1]! + part * (time[i]! - time[i - 1]!);
}
