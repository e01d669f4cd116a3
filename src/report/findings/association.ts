import { rng } from '../../core/random.ts';
import { completeBlock } from '../../stats/complete-block.ts';
import { type RankAgreement, rankAgreement } from '../../stats/rank.ts';
import { LEVEL } from '../../stats/student.ts';
import { type Arm, runsOf } from '../arms/arm.ts';
import { counts, measured, toldFromZero } from '../arms/measured.ts';
import { type Metric, metricsIn } from '../arms/metric.ts';
import { capitalised, plural, roughly, withArticle } from '../arms/wording.ts';
import { endLosses, endText } from './end-losses.ts';
import { about, type Finder, type Statement } from './finding.ts';
import { byEnd } from './groups.ts';

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
  /** Where the ranked runs ended, if not at equal training loss; empty if so. */
  readonly end: string;
  readonly outcome: 'together' | 'opposed' | 'cannot tell';
}

/** Below so many runs a rank correlation is not worth a sentence; chosen by trial. */
const FEWEST_RUNS = 5;
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
          if (found === null) return [];
          const { reason, ...rest } = associationStatement(found, metric);
          return [{ ...rest, reason: about(records, own) + reason }];
        }),
    ),
};

/** A metric and the loss gap of each run that counts and has both. */
export const pointsOf = ({ runs }: Arm, { key }: Metric) =>
  runs.filter(counts).flatMap((run) => {
    const x = measured(run, key);
    const y = measured(run, 'lossGap')?.value;
    return x === undefined || y === undefined
      ? []
      : [{ x: x.value, y, seed: run.spec.seed, told: toldFromZero(x) }];
  });

/**
 * Mean Kendall τ-b of a metric and the loss gap over the arms that a seed has trained, or over seeds where there
 * are fewer than three arms; null for fewer than five runs, and where the metric is nowhere told from 0.
 *
 * Arms and seeds that miss a run leave, so that each arm takes part with all seeds: seeds are the clusters.
 */
function associationOf(arms: readonly Arm[], metric: Metric): Association | null {
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
  if (n < FEWEST_RUNS || units.length < FEWEST_UNITS) return null;
  const table = clusters.map((cluster) =>
    units.map((unit) => (over === 'arms' ? at(unit, cluster)! : at(cluster, unit)!)),
  );
  const agreement = rankAgreement(
    table.map((row) => row.map(({ x }) => x)),
    table.map((row) => row.map(({ y }) => y)),
    // A stream of the report's own, with a fixed seed: the same runs give the same p.
    rng(0).fork(`report ${metric.key}-gap`),
  );
  const { tau, p } = agreement;
  if (Number.isNaN(tau)) return null;
  const ranked = rows.map((row) => arms[row]!);
  const losses = endLosses(
    ranked,
    columns.map((column) => seeds[column]!),
  );
  const told = columns.length > 1 && p <= 1 - LEVEL + 1e-9;
  return {
    ...{ problem: arms[0]!.problem, measure: metric.key, n, over },
    end: losses.equal ? '' : `${endText(ranked, losses)}, `,
    ...agreement,
    outcome: told ? (tau > 0 ? 'together' : 'opposed') : 'cannot tell',
  };
}

/** The association in words, without the name of its problem. */
export function associationStatement(
  evidence: Association,
  { name }: Metric,
): Statement<Association> {
  const { n, tau, over, end, units, clusters, p, exact, leastP } = evidence;
  const [within, unit] = over === 'arms' ? ['seed', 'arm'] : ['arm', 'seed'];
  const begin =
    `${end}${end === '' ? capitalised(name) : name} against loss gap within ${withArticle(within!)}: mean Kendall τ = ${roughly(tau)} over ` +
    `${plural(units, unit!)} (n = ${n} runs`;
  if (over === 'arms' && clusters === 1)
    return { evidence, reason: `${begin} of one seed): one seed, so no verdict.` };
  const together = clusters === 1 ? '' : ` in ${clusters} clusters, one ${withArticle(within!)}`;
  const few = leastP > 1 - LEVEL;
  const chance = few ? `p ≥ ${roughly(leastP)} for so few` : `p = ${roughly(p)}`;
  return {
    evidence,
    reason: `${begin}${together}; ${exact ? 'exact' : 'drawn'} permutations of the ${unit}s, ${chance}): `,
    verdict: VERDICTS[evidence.outcome](name, unit!),
    remark: '.',
    ...(few ? {} : { intervals: 1 }),
  };
}

const VERDICTS = {
  together: (name: string, unit: string) => `${unit}s with a larger ${name} have a larger loss gap`,
  opposed: (name: string, unit: string) => `${unit}s with a larger ${name} have a smaller loss gap`,
  'cannot tell': (name: string, _: string) =>
    `cannot tell whether ${name} and loss gap go together`,
} as const;
