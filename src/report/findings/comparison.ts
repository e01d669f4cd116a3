import type { Estimate } from '../../core/estimate.ts';
import { type Interval, range } from '../../core/range.ts';
import { compare, samplesNeeded } from '../../stats/judge.ts';
import { type OverSeeds, overSeeds } from '../../stats/over-seeds.ts';
import { type Arm, runsOf } from '../arms/arm.ts';
import { counts, estimatesBySeed, measured, slackOf, toldFromZero } from '../arms/measured.ts';
import { type Metric, metricOf } from '../arms/metric.ts';
import { describeStop } from '../arms/recipe.ts';
import { ROUNDING } from '../arms/spread.ts';
import { estimateText, plural, withArticle } from '../arms/wording.ts';
import { type EndLosses, endLosses, endText } from './end-losses.ts';
import { missingText } from './ended-arms.ts';
import type { Finder, Statement } from './finding.ts';
import { geometricMean, type RatioWords, ratioVerdict } from './geometric-mean.ts';
import { judged } from './judged.ts';
import { type Pair, pairsAtEnd, pairsAtStart } from './pairs.ts';

/** One metric of one arm held against a reference arm, seed by seed. */
export interface Comparison extends Pick<OverSeeds, 'n' | 'basis'> {
  readonly quantity: string;
  readonly arm: string;
  readonly reference: string;
  /** `ratio`: geometric mean of arm / reference. `difference`: mean of arm − reference. */
  readonly kind: 'ratio' | 'difference';
  /** Null for a ratio that is undefined: neither value can be told from 0 in any seed. */
  readonly estimate: number | null;
  /** 95 % Student t over paired seeds, widened by brackets (see slackOf); null where `basis` says that there is none. */
  readonly interval: Interval | null;
  readonly leftOut: number;
  /** Training losses of the arm and of the reference where they ended, means over the paired seeds; null before training. */
  readonly losses: EndLosses | null;
  readonly outcome: 'smaller' | 'larger' | 'cannot tell' | 'undefined';
  /** A ratio whose whole interval is within 5 % of 1. */
  readonly equivalent: boolean;
  /** About how many seeds beyond n would tell; null where it is told, or where no practical number would. */
  readonly moreSeeds: number | null;
}

/** Arms of each problem against each other, by one metric after another. */
export const comparisons = (...keys: readonly string[]): Finder<'comparisons', Comparison> => ({
  kind: 'comparisons',
  find: ({ problems }) =>
    problems.flatMap((own) =>
      keys
        .flatMap((key) => metricOf(runsOf(own), key) ?? [])
        .flatMap((metric) =>
          (metric.at === 'start' ? pairsAtStart : pairsAtEnd)(own, metric).flatMap((pair) => {
            const found = compareArms(pair.arm, pair.reference, metric);
            return found === null ? [] : [statementOf(found, pair, metric)];
          }),
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
  const ours = estimatesBySeed(arm, metric.key);
  const theirs = estimatesBySeed(reference, metric.key);
  const seeds = [...ours.keys()].filter((seed) => theirs.has(seed));
  if (seeds.length === 0) return null;
  const [xs, ys] = [ours, theirs].map((values) => seeds.map((seed) => values.get(seed)!));
  const own = {
    ...{ quantity: metric.key, arm: arm.label, reference: reference.label },
    leftOut: leftOut([arm, reference], metric),
    losses: metric.at === 'start' ? null : endLosses([arm, reference], seeds),
  };
  const [left, right] = [xs!, ys!].map((estimates) => estimates.map(toldFromZero));
  if (metric.positive && seeds.every((_, i) => !left![i] && !right![i])) {
    const nothing = { interval: null, equivalent: false, moreSeeds: null } as const;
    const n = seeds.length;
    const basis = n === 1 ? 'one seed' : 'no spread';
    return { ...own, ...nothing, n, basis, kind: 'ratio', estimate: null, outcome: 'undefined' };
  }
  const told =
    [...left!, ...right!].every(Boolean) && [...xs!, ...ys!].every(({ value }) => value > 0);
  const isRatio = metric.positive && told;
  const slack = [arm, reference]
    .map((one) => slackOf(one, metric.key, seeds, isRatio ? 'log' : 'linear'))
    .reduce((sum, one) => sum + one);
  return { ...own, ...(isRatio ? ratio(xs!, ys!, slack) : difference(xs!, ys!, slack)) };
}

type Numbers = Omit<Comparison, 'quantity' | 'arm' | 'reference' | 'leftOut' | 'losses'>;

function ratio(xs: readonly Estimate[], ys: readonly Estimate[], slack: number): Numbers {
  const logs = xs.map((x, i) => Math.log(x.value) - Math.log(ys[i]!.value));
  const { ratio: estimate, outcome, known: _, ...rest } = geometricMean(logs, slack);
  const moreSeeds = moreSeedsOf(overSeeds(logs, { slack }), slack);
  return { kind: 'ratio', estimate, ...rest, outcome: OUTCOMES[outcome], moreSeeds };
}

function difference(xs: readonly Estimate[], ys: readonly Estimate[], slack: number): Numbers {
  const size = Math.max(...[...xs, ...ys].map(({ value }) => Math.abs(value)));
  const found = overSeeds(
    xs.map((x, i) => x.value - ys[i]!.value),
    { slack, resolution: ROUNDING * size },
  );
  const { n, basis, mean, interval } = found;
  const side = interval === null ? 'cannot tell' : compare(interval);
  const moreSeeds = moreSeedsOf(found, slack);
  return {
    ...{ kind: 'difference', estimate: mean, interval, n, basis, equivalent: false },
    ...{ outcome: OUTCOMES[side], moreSeeds },
  };
}

const OUTCOMES = { below: 'smaller', above: 'larger', 'cannot tell': 'cannot tell' } as const;

function moreSeedsOf({ n, basis, interval }: OverSeeds, slack: number): number | null {
  if (basis !== 'seeds' || interval === null || compare(interval) !== 'cannot tell') return null;
  const needed = samplesNeeded(range(0, Number.POSITIVE_INFINITY), interval, n, slack);
  return Number.isFinite(needed) ? needed - n : null;
}

const sameEnd = ({ spec: { stop: a } }: Arm, { spec: { stop: b } }: Arm): boolean =>
  a.loss !== undefined || b.loss !== undefined
    ? a.loss === b.loss
    : describeStop(a) === describeStop(b);

const leftOut = (arms: readonly Arm[], { key, at }: Metric): number =>
  at === 'start'
    ? 0
    : arms.flatMap(({ runs }) => runs.filter((run) => !counts(run) || !measured(run, key))).length;

function statementOf(evidence: Comparison, pair: Pair, metric: Metric): Statement<Comparison> {
  const { kind, reference, estimate, interval, n, leftOut: out, outcome } = evidence;
  const left = out === 0 ? '' : `; ${plural(out, 'run')} left out`;
  const pairs = `n = ${plural(n, 'paired seed')}${left}${missingText(pair.passedOver)}`;
  const begin = `${subjectOf(evidence, pair)} ${withArticle(metric.name)}`;
  if (estimate === null || outcome === 'undefined') {
    const reason = `${begin} that can be told from 0 as little as that of ${reference} (${pairs}): `;
    const verdict = 'their ratio is undefined';
    // Of one seed it is a remark on two numbers, and no verdict.
    return n === 1
      ? { evidence, reason: `${reason}${verdict}.` }
      : { evidence, reason, verdict, remark: '.' };
  }
  const what =
    kind === 'ratio'
      ? `${estimateText(estimate, interval, { unit: ' ×' })} that of ${reference}`
      : `that differs from that of ${reference} by ${estimateText(estimate, interval)}`;
  const reason = `${begin} ${what} (${pairs}): `;
  const side = ({ smaller: 'below', larger: 'above', 'cannot tell': 'cannot tell' } as const)[
    outcome
  ];
  return judged(evidence, evidence, {
    reason,
    verdict: ratioVerdict({ ...evidence, outcome: side }, WORDS),
    remark: remarkOf(evidence),
  });
}

const WORDS: RatioWords = {
  ...{ above: 'larger', below: 'smaller', equal: 'equal' },
  'cannot tell': 'cannot tell',
};

function remarkOf({ basis, outcome, equivalent, moreSeeds }: Comparison): string {
  if (basis !== 'seeds' || outcome !== 'cannot tell' || equivalent) return '';
  return moreSeeds === null
    ? '; no number of seeds that is practical would tell'
    : `; about ${plural(moreSeeds, 'more seed')} would tell if mean and spread stayed`;
}

const subjectOf = ({ losses }: Comparison, { arm, reference }: Pair): string =>
  losses === null
    ? `From the initial weights, ${arm.label} has`
    : `${endText([arm, reference], losses)}, ${arm.label} ended at`;
