import { significant } from '../../core/format.ts';
import { functionCard } from '../expression/functions.ts';
import { own } from '../expression/own.ts';
import type { Call, Node } from '../expression/syntax.ts';
import type { Context, ValueIn } from './context.ts';
import { notAsAsked } from './look-up.ts';
import { isFinished } from './table.ts';
import { type Missing, missing, type Value, type Vector } from './value.ts';
import { type KeptVector, measureVectors, reduceVectors, vector } from './vector.ts';

/** A vector of the run, at the time that the context reads vectors at; at its end where that says nothing. */
export function keptVector(name: string, kept: KeptVector, { row, moment }: Context): Value {
  const times = kept.times?.();
  if (times === undefined || moment === undefined) {
    if (times !== undefined && !isFinished(row)) return notAsAsked(name, row);
    const end = kept.end();
    return end === undefined
      ? missing(
          'measure',
          times === undefined
            ? `${name} was not kept; add 0 to measure.snapshots`
            : `${name} was not kept at the end; give a time of measure.snapshots, as time = 1`,
        )
      : vector(end);
  }
  const k = times.findIndex((time) => Math.abs(time - moment) <= ROOM * Math.max(1, moment));
  if (k >= 0) return vector(kept.at!(k));
  const at = `${name} was not kept at time ${significant(moment)}`;
  return (row.facts.time ?? Number.POSITIVE_INFINITY) < moment * (1 - ROOM)
    ? missing('ending', `${at}: the run ended at ${significant(row.facts.time!)}`)
    : missing('measure', `${at}; add it to measure.snapshots`);
}

/** Kept at that very time: at another one a distance would be that of the clocks. */
const ROOM = 1e-6;

/** `distance(a, b, time = t)`, `norm`, `cosine` and `dot`; with `time = [t, u]` each vector at its own time. */
export function callVector(node: Call, context: Context, valueIn: ValueIn): Value {
  const { name, args, named } = node;
  const time = named.find((one) => one.name === 'time')?.value;
  const found: Vector[] = [];
  for (const [i, arg] of args.entries()) {
    const at = time?.kind === 'list' ? time.items[i] : time;
    const moment = at === undefined ? undefined : valueIn(at, context, 'number');
    if (moment?.kind === 'missing') return moment;
    if (moment !== undefined && moment.kind !== 'number')
      return missing('undefined', 'a time that is no number');
    const value = valueIn(
      arg,
      moment === undefined ? context : { ...context, moment: moment.value },
      'number',
    );
    if (value.kind === 'missing') return value;
    if (value.kind !== 'vector') return missing('undefined', `${name}(…) of what is no vector`);
    found.push(value);
  }
  return measureVectors(name, found);
}

/** Whether a function is one of vectors. */
export const takesVectors = (name: string): boolean =>
  functionCard(name)?.takes.includes('vector') === true;

/** The mean of a vector over the times in a window at which the run kept it. */
export function meanOfKept(
  { name, args }: Call,
  { after, before }: { readonly after: number; readonly before: number },
  context: Context,
  valueIn: ValueIn,
): Value {
  const times = keptIn(args[0]!, context)?.times?.() ?? [];
  const inside = times.filter((time) => time >= after && time <= before);
  if (inside.length === 0)
    return missing(
      'measure',
      'no vector was kept in the window; add times of it to measure.snapshots',
    );
  const found: Vector[] = [];
  for (const moment of inside) {
    const value = valueIn(args[0]!, { ...context, moment }, 'number');
    if (value.kind === 'missing') return value;
    if (value.kind !== 'vector') return noVector(name);
    found.push(value);
  }
  return reduceVectors(name, found);
}

const noVector = (name: string): Missing => missing('undefined', `${name}(…) of what is no vector`);

/** A vector that moves along the run and stands in an expression outside of what makes a number of it; undefined for a number. */
export function keptIn(node: Node, context: Context): KeptVector | undefined {
  switch (node.kind) {
    case 'name': {
      const named = own(context.lets, node.name);
      return named === undefined
        ? own(context.row.vectors ?? {}, node.name)
        : keptIn(named.node, context);
    }
    case 'index':
    case 'unary':
      return keptIn(node.of, context);
    case 'binary': {
      const found = [node.left, node.right].flatMap((one) => keptIn(one, context) ?? []);
      return found.find(({ times }) => times !== undefined) ?? found[0];
    }
    case 'call':
      return node.name === 'mean' || node.name === 'at'
        ? keptIn(node.args[0]!, context)
        : undefined;
    default:
      return undefined;
  }
}
