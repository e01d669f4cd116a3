import type { Interval, Range } from '../../core/range.ts';
import { deviationInterval } from '../../stats/chi-square.ts';
import { POWER, sampleSize, smallestEffect } from '../../stats/power.ts';
import type { Spread } from '../estimates/part.ts';
import { predictedOf } from '../quantities/single-parts.ts';
import { scaleOf } from '../statements/scale-of.ts';
import type { Kind, Statement, UnitName } from '../statements/statement.ts';
import type { Context } from '../table/context.ts';
import { type Table, vocabularyOf } from '../table/table.ts';
import { draftOf } from './draft.ts';
import { quantityText } from './quantity-text.ts';
import { rehearse } from './rehearse.ts';
import { shareEffect } from './share-effect.ts';

/** How the units of a statement are thought to differ. */
export interface KnownSpread extends Spread {
  /** From finished runs, or as the statement says. */
  readonly from: 'pilot' | 'stated';
  /** Units that it was measured on, and where it lies at 95 %; null where it was stated. */
  readonly n: number | null;
  readonly interval: Interval | null;
}

/** What a statement can find before its runs are there; plain JSON. */
export interface Forecast {
  readonly id: string;
  readonly kind: Kind;
  readonly quantity: string;
  /** Units that its smallest arm will have, and what they are. */
  readonly n: number;
  readonly units: UnitName;
  /** Null where nobody knows it, and for shares of runs, which need none. */
  readonly spread: KnownSpread | null;
  /**
   * The least distance of the truth from an edge of the range at which the verdict is told with a probability of 0.8: a factor less 1
   * where ratios are judged. Null where it is not known, or no distance is enough.
   */
  readonly effect: number | null;
  /** The same at the level that Holm leaves to it at worst. */
  readonly effectAtWorst: number | null;
  /** What keeps it from being judged, or from being told, whatever comes out; a sentence each. */
  readonly warnings: readonly string[];
}

/**
 * What the planned runs can tell of a statement, before any is there: by Student's power with the spread of single units, the
 * largest of its numbers' in a pilot or as stated; of shares of runs by the binomial.
 *
 * `vocabulary` tells axes and measures of the plan apart, `among` statements share the level by Holm. Cohen 1988, §2.4.
 */
export function forecast(
  statement: Statement,
  { plan, pilot, vocabulary, among }: Planned,
): Forecast {
  const { n, problems } = rehearse(statement, plan, vocabulary);
  const alpha = 1 - statement.level;
  const levels = [statement.level, 1 - alpha / Math.max(1, among)] as const;
  const common = {
    ...{ id: statement.id, kind: statement.kind, quantity: quantityText(statement) },
    ...{ n, units: statement.units },
  };
  const warnings = [...problems, ...onItsEdge(statement)];
  if (statement.units === 'none' || isMeasured(statement) || n === 0)
    return { ...common, spread: null, effect: null, effectAtWorst: null, warnings };
  if (statement.kind === 'share' && statement.per === 'run') {
    const [effect, effectAtWorst] = levels.map((level) => shareEffect(statement, n, level));
    return { ...common, spread: null, effect: effect!, effectAtWorst: effectAtWorst!, warnings };
  }
  const spread = spreadOf(statement, pilot);
  if (n < 2)
    return {
      ...{ ...common, spread: spread ?? null, effect: null, effectAtWorst: null },
      warnings: [...warnings, `one of the ${statement.units} gives no interval: plan two at least`],
    };
  if (spread === undefined)
    return { ...common, spread: null, effect: null, effectAtWorst: null, warnings };
  const [effect, effectAtWorst] = levels.map((level) =>
    shown(smallestEffect(n, { level }) * spread.sd, spread),
  );
  return {
    ...{ ...common, spread, effect: effect!, effectAtWorst: effectAtWorst! },
    warnings: [...warnings, ...tooNarrow(statement, n, spread)],
  };
}

/** What a forecast is made from. */
export interface Planned {
  /** The runs as they are planned: their axes and seeds, without measures. */
  readonly plan: Table;
  /** Finished runs of the same arms; empty where there are none. */
  readonly pilot: Table;
  readonly vocabulary: Context['vocabulary'];
  /** Statements that share the level. */
  readonly among: number;
}

/** As a factor less 1 where logarithms are judged. */
const shown = (distance: number, { of }: Spread): number =>
  of === 'logarithms' ? Math.expm1(distance) : distance;

const isMeasured = (statement: Statement): boolean =>
  'in' in statement && statement.in.kind === 'any';

/** The widest spread among the numbers of a statement in finished runs; else the stated one. */
function spreadOf(statement: Statement, pilot: Table): KnownSpread | undefined {
  const found =
    pilot.rows.length === 0
      ? []
      : draftOf(statement, pilot, vocabularyOf(pilot)).assessments.flatMap((one) =>
          one.kind === 'estimated' && one.estimation.spread !== undefined
            ? [{ n: one.n, spread: one.estimation.spread } as const]
            : [],
        );
  const told = found.filter(({ n, spread }) => n > 1 && spread.sd > 0);
  if (told.length > 0) {
    const { n, spread } = told.reduce((a, b) => (b.spread.sd > a.spread.sd ? b : a));
    return { ...spread, from: 'pilot', n, interval: deviationInterval(spread.sd, n) };
  }
  const { spread } = statement;
  if (spread === undefined) return undefined;
  const of = scaleOf(statement);
  const { low, high } = predictedOf(statement);
  const edge = Math.max(...[low, high].filter(Number.isFinite).map(Math.abs), 0);
  const sd =
    spread.kind === 'plain'
      ? spread.value
      : of === 'logarithms'
        ? Math.log1p(spread.value)
        : spread.value * edge;
  return { of, sd, from: 'stated', n: null, interval: null };
}

/** A range with two ends that is too narrow for even a truth in its middle to be told. */
function tooNarrow(statement: Statement, n: number, spread: KnownSpread): readonly string[] {
  const half = halfOf(predictedOf(statement), spread.of);
  // Both edges must be told apart from the middle: 0.9 each is 0.8 together.
  const power = (1 + POWER) / 2;
  if (!(half < smallestEffect(n, { power, level: statement.level }) * spread.sd)) return [];
  const enough = sampleSize(half / spread.sd, MOST, { power, level: statement.level });
  const remedy = Number.isFinite(enough)
    ? `${enough} ${statement.units} would do`
    : `not even ${MOST} ${statement.units} would do`;
  return [
    `its range is too narrow for ${n} ${statement.units} with this spread: even a truth in its middle would be told less often than four times in five; ${remedy}`,
  ];
}

/** More units than anybody would run; for a sentence alone. */
const MOST = 1000;

function halfOf({ low, high }: Range, of: Spread['of']): number {
  const scaled = of === 'logarithms' ? Math.log : (x: number) => x;
  const ends = of === 'logarithms' && !(low > 0) ? [Number.NEGATIVE_INFINITY, high] : [low, high];
  const half = (scaled(ends[1]!) - (Number.isFinite(ends[0]!) ? scaled(ends[0]!) : ends[0]!)) / 2;
  return Number.isNaN(half) ? Number.POSITIVE_INFINITY : half;
}

/** A range whose edge is what the quantity reads where there is no effect. */
function onItsEdge(statement: Statement): readonly string[] {
  if (!('in' in statement) || statement.in.kind !== 'range') return [];
  const { low, high } = statement.in;
  const nil = NIL[statement.kind];
  if (nil === undefined || (low !== nil && high !== nil)) return [];
  return [
    `${nil}, which it reads where there is no effect, is the edge of its range: such a truth stays inconclusive whatever the seeds; predict how large the effect is`,
  ];
}

const NIL: { readonly [K in Kind]?: number } = {
  ratio: 1,
  difference: 0,
  slope: 0,
  correlation: 0,
};
