import { own } from '../expression/own.ts';
import { type Call, childrenOf, type Node } from '../expression/syntax.ts';
import { sameValue } from './arm.ts';
import type { Context, LeftOut, ValueIn } from './context.ts';
import { type Point, reduced } from './reducers.ts';
import { type Row, withEntailed } from './table.ts';
import {
  between,
  exact,
  type Missing,
  missing,
  type Quantity,
  truth,
  type Value,
} from './value.ts';
import { reduceVectors } from './vector.ts';

/** The axes that an expression names, through the names of let: too; `noise` and `seed` count as such. */
export function axesIn(
  node: Node,
  context: Pick<Context, 'lets' | 'vocabulary'>,
): ReadonlySet<string> {
  if (node.kind === 'name') {
    const named = own(context.lets, node.name);
    if (named !== undefined) return axesIn(named.node, context);
    const isAxis =
      context.vocabulary.get(node.name) === 'axis' || node.name === 'noise' || node.name === 'seed';
    return new Set(isAxis ? [node.name] : []);
  }
  return new Set(childrenOf(node).flatMap((child) => [...axesIn(child, context)]));
}

/**
 * A function over the runs of one seed that differ in the axes of `over` alone, in the order of `over`; without the runs that the
 * context leaves out.
 */
export function overAxis(node: Call, over: Node, context: Context, valueIn: ValueIn): Value {
  const axes = withEntailed(axesIn(over, context), context.entails);
  const runs = alike(context, axes);
  const known = context.memo?.get(node) ?? new Map();
  context.memo?.set(node, known);
  const { rows, moment, leftOut } = context;
  const key = [runs[0]?.id, runs.length, rows.length, moment, leftOut?.value].join(' ');
  const touched = new Set<Row>();
  const found = known.get(key) ?? {
    touched,
    value: takenOver(node, over, { ...context, touched }, runs, valueIn),
  };
  known.set(key, found);
  for (const row of found.touched) context.touched.add(row);
  return found.value;
}

function takenOver(
  node: Call,
  over: Node,
  context: Context,
  runs: readonly Row[],
  valueIn: ValueIn,
): Value {
  const found: { x: number; y: Value }[] = [];
  for (const row of runs) {
    const inside = { ...context, row };
    const x = valueIn(over, inside, 'number');
    if (x.kind === 'missing' && x.why === 'axis') continue;
    if (x.kind === 'missing') return x;
    if (x.kind !== 'number') return missing('undefined', `${node.name}(…) over what is no number`);
    const y = valueIn(node.args[0]!, inside, 'number');
    if (y.kind === 'missing' && y.why === 'axis') continue;
    context.touched.add(row);
    found.push({ x: x.value, y });
  }
  found.sort((a, b) => a.x - b.x);
  if (found.length === 0) return missing('axis', `nothing to take ${node.name}(…) over`);
  if (node.name === 'crossing' || node.name === 'share') return ofConditions(node.name, found);
  const vectors = found.flatMap(({ y }) => (y.kind === 'vector' ? [y] : []));
  if (vectors.length > 0 && vectors.length === found.length)
    return reduceVectors(node.name, vectors);
  const points: Point[] = [];
  for (const { x, y } of found) {
    if (y.kind === 'missing') return y;
    const q = y.kind === 'truth' ? exact(Number(y.truth)) : y;
    if (q.kind !== 'number') return missing('undefined', `${node.name}(…) of what is no number`);
    points.push({ x, y: q });
  }
  return node.name === 'argmin' || node.name === 'argmax'
    ? extremeAt(points, node.name)
    : reduced(node, points);
}

/** The runs of the same seed that agree with this one in every other axis; one for each place. */
function alike({ row, rows, leftOut }: Context, axes: ReadonlySet<string>): readonly Row[] {
  const own = Object.keys(row.axes).filter((axis) => !axes.has(axis));
  return rows.filter(
    (other) =>
      (axes.has('seed') || other.seed === row.seed) &&
      (axes.has('noise') || other.noise === row.noise) &&
      !(leftOut !== undefined && axes.has(leftOut.axis) && isLeftOut(other, leftOut)) &&
      own.every((axis) => sameValue(row.axes[axis], other.axes[axis])) &&
      Object.keys(other.axes).every((axis) => axes.has(axis) || Object.hasOwn(row.axes, axis)),
  );
}

/** Whether a run is of the unit that is left out. */
const isLeftOut = (row: Row, { axis, value }: LeftOut): boolean => row[axis] === value;

/** Where a condition first holds along the axis, between the place before and that; or the share where it does. */
function ofConditions(name: string, found: readonly { x: number; y: Value }[]): Quantity | Missing {
  const holds: boolean[] = [];
  for (const { y } of found) {
    if (y.kind === 'missing') return y;
    const one = y.kind === 'number' ? truth(y.value !== 0) : y;
    if (one.kind !== 'truth') return missing('undefined', `${name}(…) of what is no condition`);
    holds.push(one.truth);
  }
  if (name === 'share') return exact(holds.filter(Boolean).length / holds.length);
  const i = holds.indexOf(true);
  const last = found.at(-1)!.x;
  if (i < 0)
    return { ...between(Number.POSITIVE_INFINITY, last, Number.POSITIVE_INFINITY), never: true };
  return between(found[i]!.x, i === 0 ? Number.NEGATIVE_INFINITY : found[i - 1]!.x, found[i]!.x);
}

/** The place of the smallest or largest value, between the places beside it. */
function extremeAt(points: readonly Point[], name: 'argmin' | 'argmax'): Quantity {
  const sign = name === 'argmin' ? 1 : -1;
  let best = 0;
  points.forEach(({ y }, i) => {
    if (sign * y.value < sign * points[best]!.y.value) best = i;
  });
  const at = (i: number) => points[i]?.x;
  return between(
    at(best)!,
    at(best - 1) ?? Number.NEGATIVE_INFINITY,
    at(best + 1) ?? Number.POSITIVE_INFINITY,
  );
}
