import { own } from '../expression/own.ts';
import type { Binary, Call, Expression, Node } from '../expression/syntax.ts';
import { isComparison } from '../expression/syntax.ts';
import { absolute, extreme, negative, operate, rising } from './arithmetic.ts';
import { both, compareValues, either, negation } from './conditions.ts';
import type { Context } from './context.ts';
import { lookUp, notAsAsked } from './look-up.ts';
import { partnerOf } from './partner.ts';
import { aligned } from './series.ts';
import { isFinished } from './table.ts';
import {
  type Columns,
  columns,
  exact,
  type Missing,
  missing,
  type Quantity,
  rowOf,
  truth,
  type Value,
} from './value.ts';
import { operateOnVectors, vector } from './vector.ts';
import { callVector, keptVector, takesVectors } from './vector-calls.ts';
import { callWindow } from './windows.ts';

/** Whether an expression stands where one number a run is wanted, or one in every row. */
export type Mode = 'number' | 'series';

/**
 * The value of an expression in a run; whatever has none is missing, with the reason, and nothing throws on data.
 *
 * A series where one number is wanted is its last value.
 */
export const evaluate = ({ node }: Expression, context: Context): Value =>
  valueIn(node, context, 'number');

/** The number that an expression is in a run. */
export function quantityOf(expression: Expression, context: Context): Quantity | Missing {
  const value = evaluate(expression, context);
  if (value.kind === 'number' || value.kind === 'missing') return value;
  if (value.kind === 'truth') return exact(Number(value.truth));
  return missing('undefined', `${expression.text} is no number`);
}

/** Whether a condition holds in a run. */
export function holdsIn(expression: Expression, context: Context): boolean | Missing {
  const value = evaluate(expression, context);
  if (value.kind === 'truth') return value.truth;
  return value.kind === 'missing'
    ? value
    : missing('undefined', `${expression.text} is no condition`);
}

/** Of a node, in either mode; where numbers are wanted, a series is its last value. */
export function valueIn(node: Node, context: Context, mode: Mode): Value {
  const value = rawValue(node, context, mode);
  if (mode === 'series' || (value.kind !== 'series' && value.kind !== 'truths')) return value;
  const n = value.value.length;
  if (n === 0) return missing('undefined', 'a series without rows');
  return value.kind === 'series' ? rowOf(value, n - 1) : truth(value.value[n - 1]!);
}

function rawValue(node: Node, context: Context, mode: Mode): Value {
  switch (node.kind) {
    case 'number':
      return exact(node.value);
    case 'truth':
      return truth(node.value);
    case 'word':
      return { kind: 'word', word: node.word };
    case 'list':
      return { kind: 'word', word: listText(node.items, context) };
    case 'name': {
      const named = own(context.lets, node.name);
      if (named !== undefined) return valueIn(named.node, context, mode);
      const alone = ofUnitAlone(node.name, context);
      if (alone !== undefined) return alone;
      const list = own(context.row.arrays ?? {}, node.name);
      if (list !== undefined)
        return isFinished(context.row) ? vector(list()) : notAsAsked(node.name, context.row);
      const kept = own(context.row.vectors ?? {}, node.name);
      return kept === undefined
        ? lookUp(node.name, context, mode)
        : keptVector(node.name, kept, context);
    }
    case 'index': {
      const row = partnerOf(node.arm, own(context.arms, node.arm) ?? {}, context, evaluate);
      if ('kind' in row) return row;
      context.touched.add(row);
      // The runs that are meant need not be of that arm, and what is taken over an axis there is taken over its own runs.
      const rows = context.rows.includes(row) ? context.rows : context.all;
      return valueIn(node.of, { ...context, row, rows }, mode);
    }
    case 'unary':
      return unary(node, context, mode);
    case 'binary':
      return binary(node, context, mode);
    case 'call':
      return call(node, context, mode);
  }
}

/**
 * Where every number is taken over all units but one, what that one alone was measured at is none of them; what is the same in all of
 * its runs, as the start of a noise, is.
 */
function ofUnitAlone(name: string, { row, leftOut }: Context): Missing | undefined {
  if (leftOut === undefined || row[leftOut.axis] !== leftOut.value) return undefined;
  const { vectors = {}, arrays = {}, scalars, series } = row;
  const isOfStart =
    leftOut.axis === 'noise' &&
    (own(scalars, name)?.at === 'start' ||
      (own(vectors, name) !== undefined && own(vectors, name)!.times === undefined));
  const isMeasured = [vectors, arrays, scalars, series].some((part) => Object.hasOwn(part, name));
  return isMeasured && !isOfStart
    ? missing(
        'undefined',
        `${name} of one ${leftOut.axis} beside what is taken over all of them; take it over ${leftOut.axis} too, or choose other units`,
      )
    : undefined;
}

const listText = (items: readonly Node[], context: Context): string =>
  JSON.stringify(
    items.map((item) => {
      const value = valueIn(item, context, 'number');
      return value.kind === 'number' ? value.value : value.kind === 'word' ? value.word : null;
    }),
  );

function unary(node: Extract<Node, { kind: 'unary' }>, context: Context, mode: Mode): Value {
  const of = valueIn(node.of, context, mode);
  if (node.op === 'exists')
    return truth(of.kind !== 'missing' && !(of.kind === 'number' && of.never === true));
  if (of.kind === 'missing') return of;
  if (of.kind === 'vector') return operateOnVectors('*', exact(-1), of);
  return node.op === 'not' ? negation(of) : eachRow([of], ([x]) => negative(x!));
}

function binary(node: Binary, context: Context, mode: Mode): Value {
  const [left, right] = [node.left, node.right].map((one) => valueIn(one, context, mode));
  if (node.op === 'and') return both(left!, right!);
  if (node.op === 'or') return either(left!, right!);
  if (isComparison(node.op)) return compareValues(node.op, left!, right!);
  const { op } = node;
  if (left!.kind === 'vector' || right!.kind === 'vector')
    return operateOnVectors(op, left!, right!);
  return eachRow([left!, right!], ([x, y]) => operate(op, x!, y!));
}

const POINTWISE = ['log', 'sqrt', 'exp', 'abs', 'min', 'max'];

function call(node: Call, context: Context, mode: Mode): Value {
  const { name, args, named } = node;
  if (name === 'if') {
    const chosen = valueIn(args[0]!, context, 'number');
    if (chosen.kind !== 'truth')
      return chosen.kind === 'missing' ? chosen : missing('undefined', 'no condition');
    return valueIn(args[chosen.truth ? 1 : 2]!, context, mode);
  }
  if (takesVectors(name)) return callVector(node, context, valueIn);
  const several = args.length > 1 || (name !== 'min' && name !== 'max');
  if (!POINTWISE.includes(name) || named.length > 0 || !several)
    return callWindow(node, context, valueIn);
  return eachRow(
    args.map((arg) => valueIn(arg, context, mode)),
    (xs) => {
      if (name === 'min' || name === 'max') return extreme(name, xs);
      return name === 'abs' ? absolute(xs[0]!) : rising(name as 'log' | 'sqrt' | 'exp', xs[0]!);
    },
  );
}

/** A function of numbers, in every row where some of them are series. */
function eachRow(of: readonly Value[], f: (xs: readonly Quantity[]) => Quantity | Missing): Value {
  const absent = of.find((value) => value.kind === 'missing');
  if (absent !== undefined) return absent;
  const parts = of.map((value) => (value.kind === 'truth' ? exact(Number(value.truth)) : value));
  const series = parts.filter((value) => value.kind === 'series');
  if (series.length === 0)
    return parts.every((value) => value.kind === 'number')
      ? f(parts)
      : missing('undefined', 'a word where a number is wanted');
  if (!parts.every((value) => value.kind === 'number' || value.kind === 'series'))
    return missing('undefined', 'a word where a number is wanted');
  const clock = series.reduce((a, b) => aligned(a, b)[0]);
  const rows = parts.map((value) => (value.kind === 'series' ? aligned(value, clock)[0] : value));
  const base = rows.find((value): value is Columns => value.kind === 'series')!;
  const found: Quantity[] = [];
  for (let i = 0; i < base.time.length; i++) {
    const one = f(rows.map((value) => (value.kind === 'series' ? rowOf(value, i) : value)));
    if (one.kind === 'missing') return one;
    found.push(one);
  }
  return base.time.length === 0 ? missing('ending', 'no rows in common') : columns(base, found);
}
