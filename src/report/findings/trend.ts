import { compare } from '../../stats/judge.ts';
import { type OverSeeds, overSeeds } from '../../stats/over-seeds.ts';
import { kendallTau } from '../../stats/rank.ts';
import { line, logLogSlope } from '../../stats/regression.ts';
import { mean } from '../../stats/summary.ts';
import { type Arm, runsOf } from '../arms/arm.ts';
import { without } from '../arms/coordinates.ts';
import { methodLabel } from '../arms/labels.ts';
import { estimatesBySeed, toldFromZero } from '../arms/measured.ts';
import { type Metric, metricOf } from '../arms/metric.ts';
import { poolRates } from '../arms/pool-rates.ts';
import { ROUNDING } from '../arms/spread.ts';
import { capitalised, estimateText, plural, roughly } from '../arms/wording.ts';
import { type EndLosses, endLosses, endText } from './end-losses.ts';
import { endedArms, missingText } from './ended-arms.ts';
import type { Finder, Statement } from './finding.ts';
import { alongBatch, byEnd } from './groups.ts';
import { judged } from './judged.ts';

/** How a metric moves with the batch size, within seeds. */
export interface Trend {
  readonly quantity: string;
  /** What sets the problem apart; empty if there is one. */
  readonly problem: string;
  /** What all its arms have alike though not all of the experiment: η, how batches are drawn; empty if there is nothing. */
  readonly held: string;
  /** η of the arms, null where the metric does not depend on it. */
  readonly rate: number | null;
  readonly batches: readonly number[];
  /** Kendall's τ-b of B with the metric in each seed, averaged; no interval: seeds that rank alike have no spread. */
  readonly tau: number;
  /** `exponent`: p of metric ∝ Bᵖ. `doubling`: what a doubling of B adds. */
  readonly kind: 'exponent' | 'doubling';
  /** That number, fitted in each seed, averaged; its interval decides the outcome. */
  readonly slope: OverSeeds;
  /** Training losses where the arms ended, in the order of the batches; null before training. */
  readonly losses: EndLosses | null;
  readonly outcome: 'rises' | 'falls' | 'cannot tell';
}

/** SGD over its batch sizes, of each problem, η and whatever else sets arms apart, by one metric after another. */
export const trends = (...keys: readonly string[]): Finder<'trends', Trend> => ({
  kind: 'trends',
  find: ({ problems }) =>
    problems.flatMap((own) =>
      keys
        .flatMap((key) => metricOf(runsOf(own), key) ?? [])
        .flatMap((metric) => {
          const groups =
            metric.at === 'start' ? alongBatch(poolRates(own)) : byEnd(own).flatMap(alongBatch);
          return groups.flatMap((arms) => trendOf(arms, metric) ?? []);
        }),
    ),
});

/** Fewer batch sizes make no trend. */
const FEWEST = 3;

/** The trend over those of these arms that ended, at least three; null where no seed has them all. */
function trendOf(arms: readonly Arm[], metric: Metric): Statement<Trend> | null {
  const noisy = endedArms(arms, metric, FEWEST);
  if (noisy.length < FEWEST) return null;
  const batches = noisy.map(({ batch }) => batch!);
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
  const { coordinates, problem, rate = null } = noisy[0]!;
  const trend: Trend = {
    quantity: metric.key,
    problem,
    held: methodLabel({ ...without(coordinates, 'method.batch'), title: '' }),
    rate,
    batches,
    tau: mean(taus),
    kind: positive ? 'exponent' : 'doubling',
    slope,
    losses: metric.at === 'start' ? null : endLosses(noisy, seeds),
    outcome: OUTCOMES[side],
  };
  return statementOf(trend, noisy, arms, metric);
}

const OUTCOMES = { above: 'rises', below: 'falls', 'cannot tell': 'cannot tell' } as const;

function statementOf(
  evidence: Trend,
  arms: readonly Arm[],
  family: readonly Arm[],
  { name }: Metric,
): Statement<Trend> {
  const { batches, tau, kind, slope, losses, outcome } = evidence;
  const over = `over B = ${batches.join(', ')}${conditionOf(evidence)}`;
  const begin = losses === null ? capitalised(over) : `${endText(arms, losses)}, ${over}`;
  const missing = missingText(family.filter((arm) => !arms.includes(arm)));
  const number = estimateText(slope.mean, slope.interval, { digits: 2 });
  const law =
    kind === 'exponent'
      ? `goes as B to the power ${number}`
      : `changes by ${number} per doubling of B`;
  const reason =
    `${begin}, the ${name} ${law} (mean Kendall τ within seeds ${roughly(tau)}; ` +
    `n = ${plural(slope.n, 'seed')}${missing}): `;
  const verdict = outcome === 'cannot tell' ? outcome : `${outcome} with B`;
  return judged(evidence, slope, { reason, verdict });
}

/** What is held fixed, with the preposition that η takes: ` at η = 0.1, shuffled (random labels)`. */
function conditionOf({ held, problem, rate }: Trend): string {
  const method = held === '' ? '' : rate === null ? `, ${held}` : ` at ${held}`;
  return problem === '' ? method : `${method} (${problem})`;
}
