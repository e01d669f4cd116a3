import { isNoEstimation, type Part } from '../../../src/claims/estimates/part.ts';
import { groundOf } from '../../../src/claims/quantities/ground.ts';
import { partsOf } from '../../../src/claims/quantities/parts.ts';
import type { Kind, Statement } from '../../../src/claims/statements/statement.ts';
import type { Row } from '../../../src/claims/table/table.ts';
import type { Interval, Range } from '../../../src/core/range.ts';
import { entailment } from '../../../src/lab/experiment/spec-axes.ts';

/** Where the numbers of a statement are to lie: well inside of what it predicts, or well outside. */
export type Side = 'inside' | 'outside';

/** What a number that is missing counts as, beside distances of order 1. */
const MISSING = 20;
/** And one without an end. */
const UNBOUNDED = 15;

/**
 * How far the numbers of a statement are from lying well on a side of their ranges, 0 where all of them do: of every number the distance in
 * units of the margin by which it should be off the edge.
 */
export function missOf(
  statement: Statement,
  side: Side,
  rows: readonly Row[],
  vocabulary: ReadonlyMap<string, 'axis' | 'measure'>,
): number {
  const table = { rows, entails: entailment };
  const ground = groundOf({ ...statement, units: 'none' }, table, vocabulary);
  if (ground.rows.length === 0) return 2 * MISSING;
  const { parts } = partsOf(ground);
  if (parts.length === 0) return 2 * MISSING;
  // Outside is where its numbers themselves are; of a slope, how far arms lie off the line may be as it is.
  const [{ predicted: main }] = parts as [Part, ...Part[]];
  const meant =
    side === 'inside'
      ? parts
      : parts.filter(({ predicted: { low, high } }) => low === main.low && high === main.high);
  const misses = meant.map(({ gathered, predicted, estimate }) => {
    const { samples, missing, outside } = gathered;
    if (missing.length > 0 || outside.length > 0 || samples.length === 0) return MISSING;
    const found = estimate(samples, statement.level);
    if (isNoEstimation(found) || found.interval.some(Number.isNaN)) return MISSING;
    const margin = marginOf(statement.kind, predicted, side);
    return Math.min(
      UNBOUNDED,
      Math.log1p(distance(found.interval, predicted, side, margin) / margin),
    );
  });
  return misses.reduce((a, b) => a + b, 0);
}

/**
 * How far off the edge a number is to lie: a quarter of the range, or of its edge; inside of two edges a tenth, and half of what there is up
 * to 1 for what cannot be more.
 */
function marginOf(kind: Kind, { low, high }: Range, side: Side): number {
  if (Number.isFinite(high - low)) return (high - low) / (side === 'inside' ? 10 : 4);
  const edge = Math.abs(Number.isFinite(low) ? low : high);
  const isShare = kind === 'share' || kind === 'correlation';
  if (side === 'inside' && isShare && Number.isFinite(low)) return (1 - low) / 2;
  return edge === 0 ? 0.3 : edge / 4;
}

function distance([from, to]: Interval, { low, high }: Range, side: Side, margin: number): number {
  return side === 'inside'
    ? Math.max(0, low + margin - from, to - (high - margin))
    : Math.max(0, Math.min(to - (low - margin), high + margin - from));
}
