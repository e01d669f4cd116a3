import type { Estimate } from '../../core/estimate.ts';
import type { Run } from '../../lab/records/record.ts';
import type { Arm } from './arm.ts';
import { metricOf } from './metric.ts';

/** A measured, finite value of a run; undefined where there is none. */
export function measured(run: Run, key: string): Estimate | undefined {
  const estimate = run.scalars[key];
  return estimate !== undefined && Number.isFinite(estimate.value) ? estimate : undefined;
}

/** Whether training blew up: such a run is counted and shown, never averaged. */
export const diverged = (run: Run): boolean => run.ending === 'diverged';

/**
 * Whether a run ended as its stop rule asked: at the target loss if there is one, else at the end of
 * its budget. Only these enter means, so that a figure compares like with like.
 */
export const counts = (run: Run): boolean =>
  run.spec.stop.loss === undefined ? run.ending === 'completed' : run.ending === 'reached';

/** The values of a metric by seed, over the runs that count; what precedes all training counts in every run. */
export function bySeed(arm: Arm, key: string): ReadonlyMap<number, number> {
  const { at } = metricOf(key);
  const values = new Map<number, number>();
  for (const run of arm.runs) {
    const value = counts(run) || at === 'start' ? measured(run, key)?.value : undefined;
    if (value !== undefined && !values.has(run.spec.seed)) values.set(run.spec.seed, value);
  }
  return values;
}

/**
 * The mean over seeds of ln(1 + half-width / value) for a certified bracket, 0 for other estimates.
 *
 * The mean of ln η_max can be off by this much whatever the number of seeds: brackets are no noise.
 */
export function slackOf(arm: Arm, key: string, seeds: readonly number[]): number {
  if (key !== 'threshold' || seeds.length === 0) return 0;
  const slacks = seeds.map((seed) => {
    const own = arm.runs.filter(({ spec }) => spec.seed === seed);
    const estimate = own.flatMap((run) => measured(run, key) ?? [])[0]!;
    return Math.log1p(Math.abs(estimate.stderr / estimate.value) || 0);
  });
  return slacks.reduce((total, slack) => total + slack, 0) / seeds.length;
}
