import { type Interval, range } from '../../core/range.ts';
import { compare, samplesNeeded } from '../../stats/judge.ts';
import { pairedDifference, pairedLogRatio } from '../../stats/paired.ts';
import type { Arm } from '../arms/arm.ts';
import { bySeed, counts, measured, slackOf } from '../arms/measured.ts';
import { type Metric, metricOf } from '../arms/metric.ts';
import { describeStop } from '../arms/recipe.ts';
import { estimateText, ONE_SEED, plural, withArticle } from '../arms/wording.ts';
import type { Finder, Statement } from './finding.ts';
import { pairsAtEnd, pairsAtStart } from './pairs.ts';

/** One metric of one arm held against a reference arm, seed by seed. */
export interface Comparison {
  readonly quantity: string;
  readonly arm: string;
  readonly reference: string;
  /** `ratio`: geometric mean of arm / reference. `difference`: mean of arm − reference. */
  readonly kind: 'ratio' | 'difference';
  readonly estimate: number;
  /** 95 % Student t over paired seeds, widened by brackets (see slackOf); null for one pair. */
  readonly interval: Interval | null;
  /** Paired seeds. */
  readonly n: number;
  readonly leftOut: number;
  readonly outcome: 'smaller' | 'larger' | 'cannot tell';
  /** About how many seeds beyond n would tell; null where it is told, or nobody can say. */
  readonly moreSeeds: number | null;
}

/** Arms of each problem against each other, by one metric after another. */
export const comparisons = (...keys: readonly string[]): Finder<'comparisons', Comparison> => ({
  kind: 'comparisons',
  find: ({ problems }) =>
    problems.flatMap((own) =>
      keys.map(metricOf).flatMap((metric) =>
        (metric.at === 'start' ? pairsAtStart(own) : pairsAtEnd(own)).flatMap(
          ([arm, reference]) => {
            const found = compareArms(arm, reference, metric);
            return found === null ? [] : [statementOf(found, arm, metric)];
          },
        ),
      ),
    ),
});

/**
 * The arm against the reference by paired seeds; null without a common seed.
 *
 * Runs that did not end as their stop rule asks are left out and counted. Arms with different stop rules
 * compare only if both have the same target loss: otherwise their losses differ by design.
 */
function compareArms(arm: Arm, reference: Arm, metric: Metric): Comparison | null {
  if (metric.at === 'end' && !sameEnd(arm, reference)) return null;
  const ours = bySeed(arm, metric.key);
  const theirs = bySeed(reference, metric.key);
  const seeds = [...ours.keys()].filter((seed) => theirs.has(seed));
  if (seeds.length === 0) return null;
  const xs = seeds.map((seed) => ours.get(seed)!);
  const ys = seeds.map((seed) => theirs.get(seed)!);
  const ratio = metric.positive && [...xs, ...ys].every((value) => value > 0);
  const { n, mean, interval: sampled } = ratio ? pairedLogRatio(xs, ys) : pairedDifference(xs, ys);
  const slack = slackOf(arm, metric.key, seeds) + slackOf(reference, metric.key, seeds);
  const interval: Interval = [sampled[0] - slack, sampled[1] + slack];
  const side = n === 1 ? 'cannot tell' : compare(interval);
  const more = samplesNeeded(range(0, Number.POSITIVE_INFINITY), interval, n) - n;
  return {
    quantity: metric.key,
    arm: arm.label,
    reference: reference.label,
    kind: ratio ? 'ratio' : 'difference',
    estimate: ratio ? Math.exp(mean) : mean,
    interval: n === 1 ? null : ratio ? [Math.exp(interval[0]), Math.exp(interval[1])] : interval,
    n,
    leftOut: leftOut([arm, reference], metric),
    outcome: OUTCOMES[side],
    moreSeeds:
      n > 1 && side === 'cannot tell' && Number.isFinite(more)
        ? twoDigits(Math.max(1, more))
        : null,
  };
}

const OUTCOMES = { below: 'smaller', above: 'larger', 'cannot tell': 'cannot tell' } as const;

// A guess from one sample: two digits say all that it knows.
const twoDigits = (seeds: number) => (seeds < 100 ? seeds : Number(seeds.toPrecision(2)));

const sameEnd = ({ spec: { stop: a } }: Arm, { spec: { stop: b } }: Arm): boolean =>
  a.loss !== undefined || b.loss !== undefined
    ? a.loss === b.loss
    : describeStop(a) === describeStop(b);

const leftOut = (arms: readonly Arm[], { key, at }: Metric): number =>
  at === 'start'
    ? 0
    : arms.flatMap(({ runs }) => runs.filter((run) => !counts(run) || !measured(run, key))).length;

function statementOf(evidence: Comparison, arm: Arm, metric: Metric): Statement<Comparison> {
  const { kind, reference, estimate, interval, n, leftOut: out, outcome, moreSeeds } = evidence;
  const what =
    kind === 'ratio'
      ? `${estimateText(estimate, interval, { unit: ' ×' })} that of ${reference}`
      : `that differs from that of ${reference} by ${estimateText(estimate, interval)}`;
  const pairs = `n = ${plural(n, 'paired seed')}${out === 0 ? '' : `; ${plural(out, 'run')} left out`}`;
  const reason = `${subjectOf(arm, metric)} ${withArticle(metric.name)} ${what} (${pairs}): `;
  if (n === 1) return { evidence, reason: `${reason}${ONE_SEED}.`, intervals: 1 };
  const more =
    moreSeeds === null
      ? ''
      : `; about ${plural(moreSeeds, 'more seed')} would be needed if the mean stayed`;
  return { evidence, reason, verdict: outcome, remark: `${more}.`, intervals: 1 };
}

function subjectOf({ label, spec: { stop } }: Arm, { at }: Metric): string {
  if (at === 'start') return `From the initial weights, ${label} has`;
  if (stop.loss === undefined)
    return `After ${describeStop(stop)}, not at equal training loss, ${label} ended at`;
  return `At equal training loss (≤ ${stop.loss}), ${label} ended at`;
}
