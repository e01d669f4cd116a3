import type { Estimate } from '../../core/estimate.ts';
import type { Arm } from '../arms/arm.ts';
import { counts, estimatesBySeed, measured, slackOf, toldFromZero } from '../arms/measured.ts';
import type { Metric } from '../arms/metric.ts';

/** A metric of some arms in the seeds that all of them have. */
export interface Cells {
  readonly seeds: readonly number[];
  /** [arms][seeds] */
  readonly of: ReadonlyMap<Arm, readonly Estimate[]>;
  /** Whether effects are ratios: the metric is positive by nature, and every value can be told from 0. */
  readonly ratios: boolean;
  /** Whether the metric is positive by nature and no value can be told from 0: then nothing can be said. */
  readonly nothing: boolean;
  /** By how much a value of this arm, or its logarithm, may be off whatever the seed. */
  slackOf(arm: Arm): number;
}

/** The values of these arms; null without a common seed. */
export function cellsOf(arms: readonly Arm[], metric: Metric): Cells | null {
  const tables = arms.map((arm) => estimatesBySeed(arm, metric.key));
  const seeds = [...(tables[0]?.keys() ?? [])].filter((seed) => tables.every((t) => t.has(seed)));
  if (seeds.length === 0) return null;
  const of = new Map(arms.map((arm, i) => [arm, seeds.map((seed) => tables[i]!.get(seed)!)]));
  const all = [...of.values()].flat();
  const told = all.map((one) => toldFromZero(one));
  const positive = all.every(({ value }) => value > 0);
  // What nobody has said anything of is positive if it is so throughout.
  const byNature = metric.positive || (metric.unsaid && positive);
  const ratios = byNature && positive && told.every(Boolean);
  return {
    seeds,
    of,
    ratios,
    nothing: byNature && !told.some(Boolean),
    slackOf: (arm) => slackOf(arm, metric.key, seeds, ratios ? 'log' : 'linear'),
  };
}

/** Values of one arm. */
export const valuesOf = ({ of }: Cells, arm: Arm): readonly number[] =>
  of.get(arm)!.map(({ value }) => value);

/** Runs of these arms that have no value, since they ended otherwise than they should or were not measured. */
export const leftOut = (arms: readonly Arm[], { key, at }: Metric): number =>
  at === 'start'
    ? 0
    : arms.flatMap(({ runs }) => runs.filter((run) => !counts(run) || !measured(run, key))).length;
