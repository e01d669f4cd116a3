import { line } from '../../stats/regression.ts';
import type { Expression, Node } from '../expression/syntax.ts';
import type { Match } from '../statements/statement.ts';
import type { Context } from '../table/context.ts';
import { quantityOf, valueIn } from '../table/evaluate.ts';
import { aligned } from '../table/series.ts';
import type { Row } from '../table/table.ts';
import type { As } from './contrast.ts';
import type { Ground } from './ground.ts';

/** The end of a run, over which a measure is taken to follow the loss as a power: down from four times its last value. */
const REACH = 4;
const FEWEST_ROWS = 3;

/**
 * By how much a comparison of two arms may be off because they differ in what they were to agree in: the largest
 * slope of the measure over the logarithm of that, along either run, times how far apart the arms' means are.
 *
 * 0 where they agree within the tolerance; undefined where no run was measured along the way, so that nobody knows. Of the
 * logarithm of the measure for a ratio.
 */
export function biasBetween(
  ground: Ground,
  of: Expression,
  [a, b]: readonly [Context, Context],
  as: As,
): number | undefined {
  let total = 0;
  for (const match of ground.statement.match) {
    const [x, y] = [a, b].map((context) => meanOf(ground, match, context));
    if (x === undefined || y === undefined) return undefined;
    const apart = Math.abs(Math.log(x / y));
    if (Math.expm1(apart) <= match.within) continue;
    const slopes = [a, b].flatMap((context) => slopeOver(of, match, context, as) ?? []);
    if (slopes.length === 0) return undefined;
    total += Math.max(...slopes) * apart;
  }
  return total;
}

/**
 * The same for one of several arms: how far its value may be off because it differs from their common mean. Undefined
 * where nobody knows.
 */
export function biasFromMean(
  ground: Ground,
  of: Expression,
  context: Context,
  as: As,
): number | undefined {
  let total = 0;
  for (const match of ground.statement.match) {
    const arms = ground.rows.map((row) => meanOf(ground, match, { ...context, row }));
    const own = meanOf(ground, match, context);
    if (own === undefined || arms.includes(undefined)) return undefined;
    const all = arms as number[];
    if (Math.max(...all) / Math.min(...all) - 1 <= match.within) continue;
    const common = all.reduce((sum, x) => sum + Math.log(x), 0) / all.length;
    const slope = slopeOver(of, match, context, as);
    if (slope === undefined) return undefined;
    total += slope * Math.abs(Math.log(own) - common);
  }
  return total;
}

/** The geometric mean over the runs of the same arm. */
function meanOf(ground: Ground, match: Match, context: Context): number | undefined {
  const known = means.get(ground) ?? new Map<Match, ReadonlyMap<string, number>>();
  means.set(ground, known);
  const byArm = known.get(match) ?? meansOf(match, context);
  known.set(match, byArm);
  return byArm.get(armOf(context.row));
}

/** What was worked out already: every run is held against all others, so that doing it for each anew takes the cube of their number. */
const means = new WeakMap<Ground, Map<Match, ReadonlyMap<string, number>>>();

/** Of every arm of the table in which there is a positive number. */
function meansOf({ of }: Match, context: Context): ReadonlyMap<string, number> {
  const logs = new Map<string, number[]>();
  for (const row of context.all) {
    const found = quantityOf(of, { ...context, row });
    if (found.kind !== 'number' || found.value <= 0) continue;
    const arm = armOf(row);
    logs.set(arm, [...(logs.get(arm) ?? []), Math.log(found.value)]);
  }
  return new Map(
    [...logs].map(([arm, own]) => [arm, Math.exp(own.reduce((sum, x) => sum + x, 0) / own.length)]),
  );
}

/** Runs with the same axes have the same name. */
function armOf(row: Row): string {
  const known = names.get(row);
  if (known !== undefined) return known;
  const name = JSON.stringify(Object.entries(row.axes).sort(([a], [b]) => (a < b ? -1 : 1)));
  names.set(row, name);
  return name;
}

const names = new WeakMap<Row, string>();

/** |d of/d ln match| or |d ln of/d ln match| over the end of a run; undefined where they are no series. */
function slopeOver(of: Expression, match: Match, context: Context, as: As): number | undefined {
  const log = (node: Node): Node => ({ kind: 'call', at: 0, name: 'log', args: [node], named: [] });
  const y = valueIn(as === 'ratio' ? log(of.node) : of.node, context, 'series');
  const x = valueIn(log(match.of.node), context, 'series');
  if (x.kind !== 'series' || y.kind !== 'series') return undefined;
  const [ys, xs] = aligned(y, x);
  const last = xs.value.at(-1);
  const rows = xs.value.flatMap((value, i) =>
    last !== undefined && value <= last + Math.log(REACH) ? [i] : [],
  );
  const [us, vs] = [xs, ys].map(({ value }) => rows.map((i) => value[i]!));
  if (rows.length < FEWEST_ROWS || new Set(us).size < 2 || ![...us!, ...vs!].every(Number.isFinite))
    return undefined;
  return Math.abs(line(us!, vs!).slope.value);
}
