import { significant } from '../../core/format.ts';
import type { Interval } from '../../core/range.ts';
import { compare } from '../../stats/judge.ts';
import { kendallTau } from '../../stats/rank.ts';
import { line, logLogSlope } from '../../stats/regression.ts';
import type { Arm } from '../arms/arm.ts';
import { batchOf, familyOf } from '../arms/arm.ts';
import { bySeed, type Quantity } from '../arms/quantity.ts';
import { type Spread, spreadOf } from '../arms/spread.ts';

/** How a quantity moves with the batch size, within seeds. */
export interface Trend {
  readonly quantity: string;
  /** η of the arms, null where the quantity does not depend on it. */
  readonly rate: number | null;
  readonly batches: readonly number[];
  /** Kendall's τ-b of B with the quantity in each seed, averaged. */
  readonly tau: Spread;
  /** `exponent`: p of quantity ∝ Bᵖ. `doubling`: what a doubling of B adds. */
  readonly kind: 'exponent' | 'doubling';
  /** That number, fitted in each seed, averaged; its interval decides the outcome. */
  readonly slope: Spread;
  readonly outcome: 'rises' | 'falls' | 'cannot tell';
  readonly sentence: string;
}

/** The trend over SGD arms of one η, at least three batch sizes; null where no seed has them all. */
export function trendOf(
  arms: readonly Arm[],
  quantity: Quantity,
  rate: number | null,
): Trend | null {
  const noisy = arms.filter(({ method }) => familyOf(method) === 'stochastic');
  const batches = noisy.map(({ method }) => batchOf(method)!);
  if (new Set(batches).size < 3 || new Set(batches).size < batches.length) return null;
  const tables = noisy.map((arm) => bySeed(arm, quantity.key));
  const seeds = [...(tables[0]?.keys() ?? [])].filter((seed) => tables.every((t) => t.has(seed)));
  const rows = seeds.map((seed) => tables.map((table) => table.get(seed)!));
  const tau = spreadOf(rows.map((row) => kendallTau(batches, row)).filter((t) => !Number.isNaN(t)));
  if (tau === null) return null;
  const positive = quantity.positive && rows.flat().every((value) => value > 0);
  const doublings = batches.map(Math.log2);
  const slope = spreadOf(
    rows.map((row) => (positive ? logLogSlope(batches, row) : line(doublings, row).slope).value),
  )!;
  // Not τ: where all seeds rank alike its interval has no width, which is no certainty.
  const side = slope.interval === null ? 'cannot tell' : compare(slope.interval);
  const result: Omit<Trend, 'sentence'> = {
    quantity: quantity.key,
    rate,
    batches,
    tau,
    kind: positive ? 'exponent' : 'doubling',
    slope,
    outcome: side === 'above' ? 'rises' : side === 'below' ? 'falls' : 'cannot tell',
  };
  return { ...result, sentence: sentenceOf(result, quantity) };
}

function sentenceOf(trend: Omit<Trend, 'sentence'>, quantity: Quantity): string {
  const { rate, batches, tau, kind, slope, outcome } = trend;
  const over = `Over B = ${batches.join(', ')}${rate === null ? '' : ` at η = ${rate}`}`;
  const number = `${significant(slope.mean, 2)}${bracket(slope.interval)}`;
  const law =
    kind === 'exponent'
      ? `goes as B to the power ${number}`
      : `changes by ${number} per doubling of B`;
  const n = `n = ${slope.n} ${slope.n === 1 ? 'seed, no interval' : 'seeds'}`;
  const says = outcome === 'cannot tell' ? outcome : `${outcome} with B`;
  return `${over}, the ${quantity.name} ${law} (mean Kendall τ within seeds ${significant(tau.mean, 2)}; ${n}): ${says}.`;
}

const bracket = (interval: Interval | null) =>
  interval === null ? '' : ` [${significant(interval[0], 2)}, ${significant(interval[1], 2)}]`;
