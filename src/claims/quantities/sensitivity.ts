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
    const [x, y] = [a, b].map((context) => meanOf(match, context));
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
    const arms = ground.rows.map((row) => meanOf(match, { ...context, row }));
    const own = meanOf(match, context);
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
function meanOf({ of }: Match, context: Context): number | undefined {
  const own = context.all.filter((row) => isSameArm(row, context.row));
  const logs = own.flatMap((row) => {
    const found = quantityOf(of, { ...context, row });
    return found.kind === 'number' && found.value > 0 ? [Math.log(found.value)] : [];
  });
  return logs.length === 0
    ? undefined
    : Math.exp(logs.reduce((sum, x) => sum + x, 0) / logs.length);
}

const isSameArm = ({ axes: a }: Row, { axes: b }: Row): boolean =>
  Object.keys(a).length === Object.keys(b).length &&
  Object.keys(a).every((key) => a[key] === b[key]);

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
