import { arrayReducers, functionCard } from '../expression/functions.ts';
import { own } from '../expression/own.ts';
import type { Call, Node } from '../expression/syntax.ts';
import type { Context, ValueIn } from './context.ts';
import { notAsAsked } from './look-up.ts';
import { axesIn, overAxis } from './over-axis.ts';
import { firstTrue, placeOf, valueAt } from './places.ts';
import { reduced } from './reducers.ts';
import { aligned, changeOf, eachEnd, integral, timeAverage, windowed } from './series.ts';
import { isFinished } from './table.ts';
import {
  between,
  type Columns,
  exact,
  type Missing,
  missing,
  type Quantity,
  rowOf,
  type Truths,
  type Value,
  type Vector,
} from './value.ts';
import { vector } from './vector.ts';
import { keptIn, meanOfKept } from './vector-calls.ts';

/** A function of a series, of a condition in every row, or over an axis of the grid. */
export function callWindow(node: Call, context: Context, valueIn: ValueIn): Value {
  const { name, args } = node;
  if (name === 'reference') {
    const of = args[0]!.kind === 'name' ? args[0]!.name : '';
    const found = own(context.row.references ?? {}, of);
    if (found === undefined) return missing('measure', `the problem publishes no ${of}`);
    return typeof found === 'number' ? exact(found) : vector(found);
  }
  const over = namedArgument(node, 'over');
  if (over !== undefined && axesIn(over, context).size > 0)
    return overAxis(node, over, context, valueIn);
  if (name === 'at') return valueAt(node, context, valueIn);
  if (name === 'mean' && keptIn(args[0]!, context) !== undefined) {
    const window = windowOf(node, context, valueIn);
    return window.kind === 'missing' ? window : meanOfKept(node, window, context, valueIn);
  }
  const of = valueIn(args[0]!, context, 'series');
  if (of.kind === 'missing') return of;
  if (of.kind === 'vector') return ofArray(node, of);
  if (name === 'change') return of.kind === 'series' ? changeOf(of) : noSeries(name);
  const span = windowOf(node, context, valueIn);
  if (span.kind === 'missing') return span;
  if (of.kind === 'truths') return ofCondition(name, of, span, context);
  if (of.kind !== 'series') return noSeries(name);
  const part = windowed(of, span.after, span.before);
  if (part.kind === 'missing') return part;
  if (!isFinished(context.row) && !span.closed && !STANDS.includes(name))
    return notAsAsked(`${name}(…)`, context.row);
  return ofSeries(node, part, context, valueIn, span.closed);
}

/** What an unfinished run still says: its first value, and how high it has come. */
const STANDS = ['first', 'peak', 'max'];

const noSeries = (name: string): Missing =>
  missing('measure', `${name}(…) of what is no series of this run`);

const namedArgument = ({ named }: Call, name: string): Node | undefined =>
  named.find((one) => one.name === name)?.value;

/** One number of an array: its mean, its spread, an extreme, its first or last entry. */
function ofArray(node: Call, { entries }: Vector): Quantity | Missing {
  const { name } = node;
  if (!arrayReducers.includes(name)) return missing('undefined', `${name}(…) of an array`);
  if (entries.length === 0) return missing('undefined', `${name}(…) of an empty array`);
  if (!entries.every(Number.isFinite))
    return missing('undefined', `${name}(…) of what is not finite throughout`);
  const points = Array.from(entries, (y, x) => ({ x, y: exact(y) }));
  if (name === 'first') return points[0]!.y;
  return name === 'last' ? points.at(-1)!.y : reduced(node, points);
}

export interface Window {
  readonly kind: 'window';
  readonly after: number;
  readonly before: number;
  /** Whether it ended before the run did. */
  readonly closed: boolean;
}

/** From the upper end of the place `after` to the lower end of `before`; a place never reached is later than the end. */
export function windowOf(node: Call, context: Context, valueIn: ValueIn): Window | Missing {
  const ends = ['after', 'before'].map((name) => {
    const at = namedArgument(node, name);
    return at === undefined ? undefined : placeOf(at, context, valueIn);
  });
  for (const end of ends) if (end?.kind === 'missing') return end;
  const [after, before] = ends as (Quantity | undefined)[];
  if (after?.never === true) return missing('ending', 'its window never began');
  return {
    kind: 'window',
    after: after?.high ?? Number.NEGATIVE_INFINITY,
    before: before === undefined || before.never === true ? Number.POSITIVE_INFINITY : before.low,
    closed: before !== undefined && before.never !== true,
  };
}

function ofCondition(name: string, of: Truths, span: Window, { row }: Context): Value {
  const inside = of.time.map((t) => t >= span.after && t <= span.before);
  if (name === 'crossing') return firstTrue(of, inside);
  const rows = of.value.filter((_, i) => inside[i]);
  if (rows.length === 0) return missing('ending', 'no row lies in the window');
  if (!isFinished(row) && !span.closed) return notAsAsked(`${name}(…)`, row);
  const count = rows.filter(Boolean).length;
  if (name === 'sum') return exact(count);
  return name === 'share' || name === 'mean'
    ? exact(count / rows.length)
    : missing('undefined', `${name}(…) of a condition`);
}

function ofSeries(
  node: Call,
  part: Columns,
  context: Context,
  valueIn: ValueIn,
  closed: boolean,
): Value {
  const { name } = node;
  const n = part.time.length;
  switch (name) {
    case 'first':
      return rowOf(part, 0);
    case 'last':
      return rowOf(part, n - 1);
    case 'peak':
    case 'max': {
      const top = eachEnd(part, (ys) => ys.reduce((a, b) => Math.max(a, b)));
      return isFinished(context.row) || closed
        ? top
        : between(top.value, top.low, Number.POSITIVE_INFINITY);
    }
    case 'min':
      return eachEnd(part, (ys) => ys.reduce((a, b) => Math.min(a, b)));
    case 'mean':
      return timeAverage(part);
    case 'integral':
      return integral(part);
    case 'tail':
      return tail(part, valueIn(node.args[1]!, context, 'number'));
    case 'argmin':
    case 'argmax':
      return extremePlace(part, name === 'argmin' ? 1 : -1);
    default: {
      const over = namedArgument(node, 'over');
      const clock = over === undefined ? undefined : valueIn(over, context, 'series');
      if (clock?.kind === 'missing') return clock;
      const [y, x] = aligned(
        part,
        clock?.kind === 'series'
          ? clock
          : { ...part, value: part.time, low: part.time, high: part.time },
      );
      const rows = y.time.map((_, i) => ({ x: x.value[i]!, y: rowOf(y, i) }));
      return functionCard(name) === undefined ? noSeries(name) : reduced(node, rows);
    }
  }
}

/** The training time at which the last part of a series begins. */
export function tailStart({ time }: Columns, share: number): number {
  const [start, end] = [time[0]!, time.at(-1)!];
  return end - share * (end - start);
}

function tail(part: Columns, share: Value): Value {
  if (share.kind !== 'number' || !(share.value > 0 && share.value <= 1))
    return missing('undefined', 'tail(…) of a part that is not in (0, 1]');
  const last = windowed(part, tailStart(part, share.value), Number.POSITIVE_INFINITY);
  return last.kind === 'missing' ? last : timeAverage(last);
}

/** The time of the lowest row, or of the highest for sign −1, between the rows beside it. */
function extremePlace({ time, value }: Columns, sign: 1 | -1): Quantity {
  let best = 0;
  for (let i = 1; i < value.length; i++) if (sign * value[i]! < sign * value[best]!) best = i;
  return between(
    time[best]!,
    time[Math.max(best - 1, 0)]!,
    time[Math.min(best + 1, time.length - 1)]!,
  );
}
