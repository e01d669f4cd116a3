import type { Experiment } from '../../lab/experiment/run-spec.ts';
import type { Run } from '../../lab/records/record.ts';
import { type Arm, armsOf, familyOf, poolRates, rateOf, sameProblem } from '../arms/arm.ts';
import { counts, diverged, outcomes, tables, threshold } from '../arms/quantity.ts';
import { type Spread, spreadOfArm } from '../arms/spread.ts';
import { describeStop } from '../arms/wording.ts';
import { type Association, associationsOf } from './association.ts';
import { type Comparison, compareArms } from './comparison.ts';
import { type Distance, distancesOf } from './distance.ts';
import { type Topic, topicsOf } from './sections.ts';
import { type Stability, stabilityOf } from './stability.ts';
import { type Trend, trendOf } from './trend.ts';
import { type Unconverged, unconvergedOf } from './unconverged.ts';

/** What the runs of one experiment say; plain JSON. */
export interface Findings {
  readonly experiment: string;
  readonly planned: number;
  readonly finished: number;
  readonly arms: readonly ArmSummary[];
  readonly comparisons: readonly Comparison[];
  readonly trends: readonly Trend[];
  readonly stability: readonly Stability[];
  readonly associations: readonly Association[];
  readonly distances: readonly Distance[];
  readonly unconverged: readonly Unconverged[];
  /** "What the data say", by topic; topics without a sentence are absent. */
  readonly topics: readonly Topic[];
  /** Every sentence of the topics, in order. */
  readonly sentences: readonly string[];
}

export interface ArmSummary {
  readonly label: string;
  readonly seeds: readonly number[];
  /** Runs in the means. */
  readonly counted: number;
  readonly diverged: number;
  /** Runs that neither diverged nor ended as their stop rule asks. */
  readonly unfinished: number;
  /** By quantity; absent where nothing was measured. */
  readonly quantities: Readonly<Record<string, Spread>>;
}

/** Reduces the finished runs of an experiment to numbers with intervals, and to sentences. */
export function summarise(experiment: Experiment, runs: readonly Run[]): Findings {
  const arms = armsOf(runs);
  const problems = problemsOf(arms);
  const comparisons = problems.flatMap(comparisonsOf);
  const trends = problems.flatMap(trendsOf);
  const stability = problems.flatMap((own) =>
    poolRates(own).flatMap((arm) => stabilityOf(arm) ?? []),
  );
  const associations = problems.flatMap(associationsOf);
  const distances = problems.flatMap((own) => [
    ...distancesOf(own),
    ...distancesOf(own, 'outputs'),
  ]);
  const topics = topicsOf({ experiment, arms, comparisons, trends, stability, problems });
  return {
    experiment: experiment.id,
    planned: experiment.specs.length,
    finished: runs.length,
    arms: arms.map(summariseArm),
    comparisons,
    trends,
    stability,
    associations,
    distances,
    unconverged: unconvergedOf(arms),
    topics,
    sentences: topics.flatMap(({ sentences }) => sentences),
  };
}

/** The arms of each problem, apart: data, network and loss are never compared across. */
export function problemsOf(arms: readonly Arm[]): readonly (readonly Arm[])[] {
  const problems: Arm[][] = [];
  for (const arm of arms) {
    const home = problems.find((own) => sameProblem(own[0]!, arm));
    if (home) home.push(arm);
    else problems.push([arm]);
  }
  return problems;
}

function summariseArm(arm: Arm): ArmSummary {
  const blown = arm.runs.filter(diverged).length;
  const counted = arm.runs.filter(counts).length;
  const columns = tables.flatMap((table) => table.columns);
  const spreads = columns.flatMap(([key]) => {
    const spread = spreadOfArm(arm, key);
    return spread === null ? [] : [[key, spread] as const];
  });
  return {
    label: arm.label,
    seeds: [...new Set(arm.runs.map(({ spec }) => spec.seed))],
    counted,
    diverged: blown,
    unfinished: arm.runs.length - counted - blown,
    quantities: Object.fromEntries(spreads),
  };
}

// Smallest batch against largest and against GD at its η; GD's largest η against its smallest and against
// the flow. More pairs would say little new and cost certainty.
function comparisonsOf(arms: readonly Arm[]): Comparison[] {
  const pairs = byEnd(arms).flatMap(pairsOf);
  const pools = poolRates(arms);
  const noisy = pools.filter(({ method }) => familyOf(method) === 'stochastic');
  const full = pools.find(({ method }) => familyOf(method) === 'descent');
  const ends = [...new Set([noisy[0], noisy.at(-1)])];
  return [
    ...outcomes.flatMap((quantity) => pairs.flatMap(([a, b]) => compareArms(a, b, quantity) ?? [])),
    ...ends.flatMap((arm) => (arm && full ? (compareArms(arm, full, threshold) ?? []) : [])),
  ];
}

function pairsOf(arms: readonly Arm[]): (readonly [Arm, Arm])[] {
  const descents = arms.filter(({ method }) => familyOf(method) === 'descent');
  const flow = arms.find(({ method }) => familyOf(method) === 'flow');
  const [slow, fast] = [descents[0], descents.at(-1)];
  return [
    ...byRate(arms).flatMap((own): (readonly [Arm, Arm])[] => {
      const [small, large] = [own[0]!, own.at(-1)!];
      const full = descents.find(({ method }) => rateOf(method) === rateOf(small.method));
      return [
        ...(small === large ? [] : [[small, large] as const]),
        ...(full ? [[small, full] as const] : []),
      ];
    }),
    ...(slow && fast && slow !== fast ? [[fast, slow] as const] : []),
    ...(fast && flow ? [[fast, flow] as const] : []),
  ];
}

// Only arms that end alike are compared: at one target loss, or else after one budget.
function byEnd(arms: readonly Arm[]): readonly (readonly Arm[])[] {
  const endOf = ({ spec: { stop } }: Arm) => String(stop.loss ?? describeStop(stop));
  return [...new Set(arms.map(endOf))].map((end) => arms.filter((arm) => endOf(arm) === end));
}

function trendsOf(arms: readonly Arm[]): Trend[] {
  return [
    ...outcomes.flatMap((quantity) =>
      byEnd(arms)
        .flatMap(byRate)
        .flatMap((own) => trendOf(own, quantity, rateOf(own[0]!.method)!) ?? []),
    ),
    ...[trendOf(poolRates(arms), threshold, null) ?? []].flat(),
  ];
}

/** SGD arms of each η, by increasing batch size. */
function byRate(arms: readonly Arm[]): readonly (readonly Arm[])[] {
  const noisy = arms.filter(({ method }) => familyOf(method) === 'stochastic');
  const rates = [...new Set(noisy.map(({ method }) => rateOf(method)))];
  return rates.map((rate) => noisy.filter(({ method }) => rateOf(method) === rate));
}
