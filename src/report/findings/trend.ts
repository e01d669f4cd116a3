import { compare } from '../../stats/judge.ts';
import { type OverSeeds, overSeeds } from '../../stats/over-seeds.ts';
import { kendallTau } from '../../stats/rank.ts';
import { line, logLogSlope } from '../../stats/regression.ts';
import { mean } from '../../stats/summary.ts';
import { type Arm, runsOf } from '../arms/arm.ts';
import { estimatesBySeed, toldFromZero } from '../arms/measured.ts';
import { type Metric, metricOf } from '../arms/metric.ts';
import { poolRates } from '../arms/pool-rates.ts';
import { ROUNDING } from '../arms/spread.ts';
import { estimateText, plural, roughly } from '../arms/wording.ts';
import type { Finder, Statement } from './finding.ts';
import { byEnd, byRate } from './groups.ts';
import { judged } from './judged.ts';

/** How a metric moves with the batch size, within seeds. */
export interface Trend {
  readonly quantity: string;
  /** η of the arms, null where the metric does not depend on it. */
  readonly rate: number | null;
  readonly batches: readonly number[];
  /** Kendall's τ-b of B with the metric in each seed, averaged; no interval: seeds that rank alike have no spread. */
  readonly tau: number;
  /** `exponent`: p of metric ∝ Bᵖ. `doubling`: what a doubling of B adds. */
  readonly kind: 'exponent' | 'doubling';
  /** That number, fitted in each seed, averaged; its interval decides the outcome. */
  readonly slope: OverSeeds;
  readonly outcome: 'rises' | 'falls' | 'cannot tell';
}

/** SGD of each η and problem over its batch sizes, by one metric after another. */
export const trends = (...keys: readonly string[]): Finder<'trends', Trend> => ({
  kind: 'trends',
  find: ({ problems }) =>
    problems.flatMap((own) =>
      keys
        .flatMap((key) => metricOf(runsOf(own), key) ?? [])
        .flatMap((metric) => {
          const groups = metric.at === 'start' ? [poolRates(own)] : byEnd(own).flatMap(byRate);
          return groups
            .flatMap((arms) => trendOf(arms, metric) ?? [])
            .map((trend) => statementOf(trend, metric));
        }),
    ),
});

/** The trend over SGD arms of one η or none, at least three batch sizes; null where no seed has them all. */
function trendOf(arms: readonly Arm[], metric: Metric): Trend | null {
  const noisy = arms.filter(({ family }) => family === 'stochastic');
  const batches = noisy.map(({ batch }) => batch!);
  if (new Set(batches).size < 3 || new Set(batches).size < batches.length) return null;
  const tables = noisy.map((arm) => estimatesBySeed(arm, metric.key));
  const seeds = [...(tables[0]?.keys() ?? [])].filter((seed) => tables.every((t) => t.has(seed)));
  const cells = seeds.map((seed) => tables.map((table) => table.get(seed)!));
  const told = cells.flat().map(toldFromZero);
  // What is nowhere told from 0 has no power of B.
  if (metric.positive && !told.includes(true)) return null;
  const rows = cells.map((row) => row.map(({ value }) => value));
  const taus = rows.map((row) => kendallTau(batches, row)).filter((tau) => !Number.isNaN(tau));
  if (taus.length === 0) return null;
  const positive =
    metric.positive && !told.includes(false) && rows.flat().every((value) => value > 0);
  const doublings = batches.map(Math.log2);
  const slopes = rows.map(
    (row) => (positive ? logLogSlope(batches, row) : line(doublings, row).slope).value,
  );
  const size = positive ? 1 : Math.max(...rows.flat().map(Math.abs));
  const slope = overSeeds(slopes, { resolution: ROUNDING * size });
  const side = slope.interval === null ? 'cannot tell' : compare(slope.interval);
  return {
    quantity: metric.key,
    rate: noisy[0]!.rate ?? null,
    batches,
    tau: mean(taus),
    kind: positive ? 'exponent' : 'doubling',
    slope,
    outcome: OUTCOMES[side],
  };
}

const OUTCOMES = { above: 'rises', below: 'falls', 'cannot tell': 'cannot tell' } as const;

function statementOf(evidence: Trend, { name }: Metric): Statement<Trend> {
  const { rate, batches, tau, kind, slope, outcome } = evidence;
  const over = `Over B = ${batches.join(', ')}${rate === null ? '' : ` at η = ${rate}`}`;
  const number = estimateText(slope.mean, slope.interval, { format: roughly });
  const law =
    kind === 'exponent'
      ? `goes as B to the power ${number}`
      : `changes by ${number} per doubling of B`;
  const reason =
    `${over}, the ${name} ${law} (mean Kendall τ within seeds ${roughly(tau)}; ` +
    `n = ${plural(slope.n, 'seed')}): `;
  const verdict = outcome === 'cannot tell' ? outcome : `${outcome} with B`;
  return judged(evidence, slope, { reason, verdict });
}
