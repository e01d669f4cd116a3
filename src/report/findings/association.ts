import { rng } from '../../core/random.ts';
import { completeBlock } from '../../stats/complete-block.ts';
import { type RankAgreement, rankAgreement } from '../../stats/rank.ts';
import { LEVEL } from '../../stats/student.ts';
import { type Arm, runsOf } from '../arms/arm.ts';
import { estimatesBySeed, toldFromZero } from '../arms/measured.ts';
import { type Metric, metricsIn } from '../arms/metric.ts';
import { capitalised, plural, roughly, withArticle } from '../arms/wording.ts';
import { endLosses, endText } from '../effects/end-losses.ts';
import { byEnd } from '../effects/root.ts';
import { isSuggestive, SUGGESTIVE, suggestiveRemark } from '../effects/suggestive.ts';
import type { Test, Told } from '../effects/test.ts';
import { about, type Draft, type Finder, type Statement } from './finding.ts';

/** How one metric and the loss gap rank the arms of one problem within a seed, or else the seeds within an arm. */
export interface Association extends RankAgreement {
  /** What sets the problem apart; empty if there is one. */
  readonly problem: string;
  /** Name of the metric in `Run.scalars`. */
  readonly measure: string;
  /** Runs: all arms in all seeds, of those that have both. */
  readonly n: number;
  /** What is ranked; the others are the clusters. */
  readonly over: 'arms' | 'seeds';
  readonly seeds: number;
  /** Where the ranked runs ended, if not at equal training loss; empty if so. */
  readonly end: string;
  readonly outcome: 'together' | 'opposed' | 'cannot tell';
  /** Tests that stand against a claim that p by itself would make; 0 where it makes none, or is claimed. */
  readonly beside: number;
}

/** Fewer points make no scatter, and no rank correlation worth a sentence: trends say more. */
const FEWEST_POINTS = 8;
/** Two units have one order or the other. */
const FEWEST_UNITS = 3;

/** Every metric of where training ended with the loss gap, in each problem. */
export const associations: Finder<'associations', Association> = {
  kind: 'associations',
  find: (records) =>
    records.problems.flatMap(byEnd).flatMap((own) =>
      metricsIn(runsOf(own))
        .filter(({ associated }) => associated)
        .flatMap((metric) => {
          const found = associationOf(own, metric);
          return found === null ? [] : [draftOf(found, metric, about(records, own))];
        }),
    ),
};

/** A metric and the loss gap of each seed whose runs count and have both. */
export function pointsOf(arm: Arm, { key }: Metric) {
  const gaps = estimatesBySeed(arm, 'lossGap');
  return [...estimatesBySeed(arm, key)].flatMap(([seed, x]) => {
    const y = gaps.get(seed)?.value;
    return y === undefined ? [] : [{ x: x.value, y, seed, told: toldFromZero(x) }];
  });
}

/**
 * Mean Kendall τ-b of a metric and the loss gap over the arms that a seed has trained, or over seeds where there
 * are fewer than three arms; null for fewer than eight runs, where too few are ranked for any order of them to tell, and
 * where the metric is nowhere told from 0.
 *
 * Arms and seeds that miss a run leave, so that each arm takes part with all seeds: seeds are the clusters.
 */
function associationOf(arms: readonly Arm[], metric: Metric): Found | null {
  const points = arms.map((arm) => pointsOf(arm, metric));
  if (!points.flat().some(({ told }) => told)) return null;
  const seeds = [...new Set(points.flat().map(({ seed }) => seed))];
  const at = (arm: number, seed: number) => points[arm]!.find((one) => one.seed === seeds[seed]);
  const { rows, columns } = completeBlock(
    arms.length,
    seeds.length,
    (arm, seed) => at(arm, seed) !== undefined,
  );
  const n = rows.length * columns.length;
  const over = rows.length >= FEWEST_UNITS ? 'arms' : 'seeds';
  const [clusters, units] = over === 'arms' ? [columns, rows] : [rows, columns];
  if (n < FEWEST_POINTS || units.length < FEWEST_UNITS) return null;
  const table = clusters.map((cluster) =>
    units.map((unit) => (over === 'arms' ? at(unit, cluster)! : at(cluster, unit)!)),
  );
  const agreement = rankAgreement(
    table.map((row) => row.map(({ x }) => x)),
    table.map((row) => row.map(({ y }) => y)),
    // A stream of the report's own, with a fixed seed: the same runs give the same p.
    rng(0).fork(`report ${metric.key}-gap`),
  );
  const { tau, leastP } = agreement;
  if (Number.isNaN(tau) || leastP > 1 - LEVEL) return null;
  const ranked = rows.map((row) => arms[row]!);
  const losses = endLosses(
    ranked,
    columns.map((column) => seeds[column]!),
  );
  return {
    ...{ problem: arms[0]!.problem, measure: metric.key, n, over },
    end: losses.equal ? '' : `${endText(ranked, losses)}, `,
    ...agreement,
    seeds: columns.length,
  };
}

/** An association before it is known what may be claimed. */
type Found = Omit<Association, 'outcome' | 'beside'>;

function draftOf(found: Found, metric: Metric, prefix: string): Draft<Association> {
  // Seeds are what chance comes from: one of them never decides.
  const test: Test = { apart: found.seeds > 1 ? found.p : null, within: null };
  return {
    tests: [test],
    say(decisions) {
      const told = decisions.of(test);
      const beside = isSuggestive(test, told) ? decisions.families : 0;
      const own = { ...found, outcome: outcomeOf(found, told), beside };
      const { reason, ...rest } = associationStatement(own, metric);
      const against = 'arms' as const;
      const rank =
        test.apart === null ? 'none' : told.apart ? 'told' : beside > 0 ? 'suggestive' : 'open';
      return [
        { ...rest, reason: prefix + reason, weight: { rank, size: 0, asked: true, against } },
      ];
    },
  };
}

const outcomeOf = ({ tau }: Found, { apart }: Told): Association['outcome'] =>
  apart ? (tau > 0 ? 'together' : 'opposed') : 'cannot tell';

/** The association in words, without the name of its problem. */
export function associationStatement(
  evidence: Association,
  metric: Metric,
): Statement<Association> {
  const { n, tau, over, end, units, clusters, p, exact, seeds, outcome } = evidence;
  const name = metric.name;
  const [within, unit] = over === 'arms' ? ['seed', 'arm'] : ['arm', 'seed'];
  const begin =
    `${end}${end === '' ? capitalised(name) : name} against loss gap within ${withArticle(within!)}: mean Kendall τ = ${roughly(tau)} over ` +
    `${plural(units, unit!)} (n = ${n} runs`;
  if (seeds === 1) return { evidence, reason: `${begin} of one seed): one seed, so no verdict.` };
  const together = clusters === 1 ? '' : ` in ${clusters} clusters, one ${withArticle(within!)}`;
  return {
    evidence,
    reason: `${begin}${together}; ${exact ? 'exact' : 'drawn'} permutations of the ${unit}s, p = ${roughly(p)}): `,
    ...(evidence.beside > 0
      ? { verdict: SUGGESTIVE, remark: suggestiveRemark(evidence.beside) }
      : { verdict: VERDICTS[outcome](name, unit!), remark: '.' }),
  };
}

const VERDICTS = {
  together: (name: string, unit: string) => `${unit}s with a larger ${name} have a larger loss gap`,
  opposed: (name: string, unit: string) => `${unit}s with a larger ${name} have a smaller loss gap`,
  'cannot tell': (name: string, _: string) =>
    `cannot tell whether ${name} and loss gap go together`,
} as const;
