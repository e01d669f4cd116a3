import { normalCdf } from '../../core/normal.ts';
import { evidenceOf } from '../../stats/one-sided.ts';
import { atMost, binomialTail, exactInterval, wilsonInterval } from '../../stats/proportion.ts';
import { meanEstimate } from '../estimates/mean-estimate.ts';
import type { Estimation, NoEstimation, Part, Parts, Sample } from '../estimates/part.ts';
import type { Call, Node } from '../expression/syntax.ts';
import type { ShareStatement } from '../statements/statement.ts';
import type { Context } from '../table/context.ts';
import { holdsIn, quantityOf, valueIn } from '../table/evaluate.ts';
import { exact, type Quantity } from '../table/value.ts';
import { type Given, gather } from './gather.ts';
import { armsOf, type Ground, isComputed } from './ground.ts';
import { rangeOf } from './single-parts.ts';

/** `share`: of the units in which a condition holds, or of the rows of a run in which it does. */
export function shareParts(ground: Ground, statement: ShareStatement): Parts {
  const target = rangeOf(statement.in);
  const parts = [...armsOf(ground, ground.rows)].map(([label, rows]): Part => {
    const lengths = new Map<string, number>();
    const gathered = gather(ground, rows, (row, context) => {
      if (statement.per === 'run') return ofRun(statement, context);
      const found = ofRows(statement, context);
      if ('quantity' in Object(found)) lengths.set(row.id, rowsIn(statement, context));
      return found;
    });
    const total = [...lengths.values()].reduce((a, b) => a + b, 0);
    const estimate: Part['estimate'] = (samples, level) => {
      const computed = isComputed(ground);
      const whole = samples.every(({ quantity: { value } }) => value === 0 || value === 1);
      if (statement.per === 'run')
        return whole && !computed
          ? ofUnits(samples, target, level)
          : clipped(
              meanEstimate(
                samples.map(({ quantity }) => quantity),
                target,
                { level, computed },
              ),
            );
      return stepShare(samples, target, { level, computed }, total);
    };
    return { label, predicted: target, gathered, estimate };
  });
  return { parts, scope: [] };
}

function ofRun({ of }: ShareStatement, context: Context): Given {
  const holds = holdsIn(of, context);
  return typeof holds === 'boolean' ? { quantity: exact(Number(holds)) } : holds;
}

/** share(of, after = …, before = …). */
function ofRows({ of, after, before }: ShareStatement, context: Context): Given {
  const found = quantityOf(
    { text: `share of ${of.text}`, node: shareOf(of.node, after?.node, before?.node) },
    context,
  );
  return found.kind === 'missing' ? found : { quantity: found };
}

const shareOf = (
  of: Node,
  after: Node | undefined,
  before: Node | undefined,
  name = 'share',
): Call => ({
  ...{ kind: 'call', at: 0, name, args: [of] },
  named: [
    ...(after === undefined ? [] : [{ name: 'after', at: 0, value: after }]),
    ...(before === undefined ? [] : [{ name: 'before', at: 0, value: before }]),
  ],
});

/** The rows that the share is of. */
function rowsIn({ of, after, before }: ShareStatement, context: Context): number {
  const held = valueIn(shareOf(of.node, after?.node, before?.node, 'sum'), context, 'number');
  const share = valueIn(shareOf(of.node, after?.node, before?.node), context, 'number');
  if (held.kind === 'number' && share.kind === 'number' && share.value > 0)
    return Math.round(held.value / share.value);
  const not: Node = { kind: 'unary', op: 'not', at: 0, of: of.node };
  const others = valueIn(shareOf(not, after?.node, before?.node, 'sum'), context, 'number');
  return others.kind === 'number' ? others.value : 0;
}

/** The share of units, by Wilson's interval and the score tests that it inverts. */
function ofUnits(
  samples: readonly Sample[],
  target: ReturnType<typeof rangeOf>,
  level: number,
): Estimation | NoEstimation {
  const n = samples.length;
  const k = samples.filter(({ quantity }) => quantity.value === 1).length;
  const share = k / n;
  // P(Z > z), z = (p̂ − p)/√(p(1 − p)/n): no share lies outside [0, 1].
  const z = (p: number) => (share - p) / Math.sqrt((p * (1 - p)) / n);
  const above = (edge: number) =>
    edge < 0 ? 0 : edge >= 1 ? 1 : edge === 0 ? (k > 0 ? 0 : 1) : normalCdf(-z(edge));
  const below = (edge: number) =>
    edge > 1 ? 0 : edge <= 0 ? 1 : edge === 1 ? (k < n ? 0 : 1) : normalCdf(z(edge));
  const needed = (at: number) => {
    for (let m = n + 1; m <= 10 * n; m++) {
      const [low, high] = wilsonInterval(Math.round(share * m), m, at);
      if ((low >= target.low && high <= target.high) || high < target.low || low > target.high)
        return m;
    }
    return Number.POSITIVE_INFINITY;
  };
  return {
    ...{
      estimate: share,
      interval: wilsonInterval(k, n, level),
      basis: 'units',
      needed,
      distance: Number.NaN,
    },
    ...evidenceOf(target, { above, below }),
  };
}

/**
 * The mean share of rows over units, by Student. Shares that are all 0, or all 1, have no spread: of N rows in which
 * nothing was seen (1 − p)^N is the chance of that, so that p may be as large as 3.7/N at 95 %; and no interval is shorter than the exact one of
 * all rows as one sample.
 */
function stepShare(
  samples: readonly Sample[],
  target: ReturnType<typeof rangeOf>,
  options: { readonly level: number; readonly computed: boolean },
  rows: number,
): Estimation | NoEstimation {
  const n = samples.length;
  if (n < 2 && !options.computed) return { undefined: 'one unit gives no interval' };
  const shares = samples.map(({ quantity }) => quantity.value);
  const same = shares.every((share) => share === shares[0]);
  const atEnd = same && (shares[0] === 0 || shares[0] === 1);
  const least = -Math.log((1 - options.level) / 2) / rows;
  const chance = (edge: number) => (edge >= 1 ? 0 : edge <= 0 ? 1 : (1 - edge) ** rows);
  const rare = evidenceOf(target, {
    above: (edge) => (edge < 0 ? 0 : shares[0] === 1 ? chance(1 - edge) : 1),
    below: (edge) => (edge > 1 ? 0 : shares[0] === 1 ? 1 : chance(edge)),
  });
  if (atEnd && !options.computed)
    return {
      ...{ estimate: shares[0]!, basis: 'units', distance: Number.NaN },
      interval: shares[0] === 0 ? [0, Math.min(1, least)] : [Math.max(0, 1 - least), 1],
      ...rare,
      needed: () => Number.NaN,
    };
  const quantities: readonly Quantity[] = samples.map(({ quantity }) => quantity);
  const grain = same && !options.computed ? n / rows : 0;
  const found = clipped(meanEstimate(quantities, target, { ...options, grain }));
  if ('undefined' in found || options.computed) return found;
  // Few shares of few rows are no normal numbers: a low one has a low spread too. No verdict is surer than the count of all rows.
  const k = Math.min(rows, Math.round(found.estimate * rows));
  const counted = evidenceOf(target, {
    above: (edge) => (edge < 0 ? 0 : binomialTail(k, rows, edge)),
    below: (edge) => (edge > 1 ? 0 : atMost(k, rows, edge)),
  });
  const [low, high] = found.interval;
  const [fewest, most] = exactInterval(k, rows, options.level);
  return {
    ...found,
    interval: [Math.min(low, fewest), Math.max(high, most)],
    inside: Math.max(found.inside, counted.inside),
    outside: Math.max(found.outside, counted.outside),
  };
}

/** No share lies outside [0, 1]. */
function clipped(found: Estimation | NoEstimation): Estimation | NoEstimation {
  if ('undefined' in found) return found;
  const [low, high] = found.interval;
  return { ...found, interval: [Math.max(0, low), Math.min(1, high)] };
}
