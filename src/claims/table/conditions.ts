import type { Comparison } from '../expression/syntax.ts';
import { sameNumber } from './arm.ts';
import { aligned } from './series.ts';
import { type Columns, missing, type Truths, truth, type Value } from './value.ts';

/**
 * Two values held against each other, in every row where one of them is a series; by their values, whatever their
 * ends. Numbers are equal to rounding, words by their letters; a number is never equal to a word.
 */
export function compareValues(op: Comparison, a: Value, b: Value): Value {
  if (a.kind === 'missing') return a;
  if (b.kind === 'missing') return b;
  if (a.kind === 'series' || b.kind === 'series') return compareRows(op, a, b);
  if (a.kind === 'number' && b.kind === 'number') return truth(holds(op, a.value, b.value));
  if (op !== '=' && op !== '!=') return missing('undefined', `a word has no order for ${op}`);
  return truth((op === '=') === (textOf(a) === textOf(b)));
}

/** Holds where both hold; missing only where that could change the answer (Kleene). */
export const both = (a: Value, b: Value): Value => combined(a, b, false);

/** Holds where either holds. */
export const either = (a: Value, b: Value): Value => combined(a, b, true);

export function negation(of: Value): Value {
  if (of.kind === 'truth') return truth(!of.truth);
  if (of.kind === 'truths') return { ...of, value: of.value.map((one) => !one) };
  return of.kind === 'missing' ? of : missing('undefined', 'no condition behind not');
}

const holds = (op: Comparison, a: number, b: number): boolean => {
  switch (op) {
    case '=':
      return sameNumber(a, b);
    case '!=':
      return !sameNumber(a, b);
    case '<':
      return a < b;
    case '<=':
      return a <= b;
    case '>':
      return a > b;
    case '>=':
      return a >= b;
  }
};

function compareRows(op: Comparison, a: Value, b: Value): Value {
  const series = [a, b].filter((one): one is Columns => one.kind === 'series');
  const other = [a, b].find((one) => one.kind !== 'series');
  if (other !== undefined && other.kind !== 'number')
    return missing('undefined', 'a series against a word');
  const [x, y] = series.length === 2 ? aligned(series[0]!, series[1]!) : [series[0]!, series[0]!];
  const at = (one: Value, column: Columns, i: number) =>
    one.kind === 'number' ? one.value : column.value[i]!;
  const value = x.time.map((_, i) => holds(op, at(a, x, i), at(b, y, i)));
  return { kind: 'truths', step: x.step, time: x.time, value };
}

const textOf = (value: Value): string =>
  value.kind === 'word' ? value.word : value.kind === 'truth' ? String(value.truth) : '';

/** Kleene's and (`decides` = false) and or (true): the value that decides does so whatever the other is. */
function combined(a: Value, b: Value, decides: boolean): Value {
  for (const one of [a, b])
    if (one.kind === 'truth' && one.truth === decides) return truth(decides);
  if (a.kind === 'missing') return a;
  if (b.kind === 'missing') return b;
  if (a.kind === 'truth' && b.kind === 'truth') return truth(!decides);
  if (a.kind === 'truths' && b.kind === 'truths') return onBoth(a, b, decides);
  const rows = a.kind === 'truths' ? a : b;
  return rows.kind === 'truths' ? rows : missing('undefined', 'no condition beside and, or');
}

function onBoth(a: Truths, b: Truths, decides: boolean): Truths {
  const rows = new Map(b.time.map((t, i) => [t, b.value[i]!]));
  const shared = a.time.flatMap((t, i) => (rows.has(t) ? [i] : []));
  const value = shared.map((i) => {
    const pair = [a.value[i]!, rows.get(a.time[i]!)!];
    return pair.includes(decides) ? decides : !decides;
  });
  return {
    kind: 'truths',
    step: shared.map((i) => a.step[i]!),
    time: shared.map((i) => a.time[i]!),
    value,
  };
}
