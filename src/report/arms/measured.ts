import { addCosts, type Estimate } from '../../core/estimate.ts';
import type { Run } from '../../lab/records/record.ts';
import { mean } from '../../stats/summary.ts';
import type { Arm } from './arm.ts';

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

/**
 * The estimates of a metric by seed, over the runs that count; what precedes all training counts in every run. Of a seed under several
 * noises it is their mean.
 */
export function estimatesBySeed(arm: Arm, key: string): ReadonlyMap<number, Estimate> {
  const estimates = new Map<number, Map<number | undefined, Estimate>>();
  for (const run of arm.runs) {
    const { seed, noise } = run.spec;
    const estimate =
      counts(run) || run.manifest.outputs[key]?.at === 'start' ? measured(run, key) : undefined;
    const own = estimates.get(seed) ?? new Map<number | undefined, Estimate>();
    if (estimate === undefined || own.has(noise)) continue;
    estimates.set(seed, own.set(noise, estimate));
  }
  return new Map([...estimates].map(([seed, own]) => [seed, meanOver([...own.values()])]));
}

/** The mean of estimates whose errors are independent; bounds and intervals are averaged end by end, where all have them. */
function meanOver(estimates: readonly Estimate[]): Estimate {
  const [first] = estimates;
  if (estimates.length === 1) return first!;
  const ends = (of: (one: Estimate) => readonly [number, number] | undefined) => {
    const found = estimates.flatMap((one) => {
      const own = of(one);
      return own === undefined ? [] : [own];
    });
    return found.length < estimates.length
      ? undefined
      : ([mean(found.map(([low]) => low)), mean(found.map(([, high]) => high))] as const);
  };
  const [bounds, interval] = [ends((one) => one.bounds), ends((one) => one.interval)];
  return {
    value: mean(estimates.map(({ value }) => value)),
    stderr: Math.hypot(...estimates.map(({ stderr }) => stderr)) / estimates.length,
    converged: estimates.every(({ converged }) => converged),
    cost: addCosts(...estimates.map(({ cost }) => cost)),
    ...(bounds && { bounds }),
    ...(interval && { interval }),
  };
}

/** The values of a metric by seed, of the same runs. */
export const bySeed = (arm: Arm, key: string): ReadonlyMap<number, number> =>
  new Map([...estimatesBySeed(arm, key)].map(([seed, { value }]) => [seed, value]));

/**
 * Whether a value can be told from 0 by its own error: |value| > 2 standard errors, or outside its bracket.
 *
 * One that did not converge and claims no error promises nothing. Ratios are of values that can.
 */
export function toldFromZero({ value, stderr, interval, converged }: Estimate): boolean {
  if (interval !== undefined) return interval[0] > 0 || interval[1] < 0;
  return Math.abs(value) > 2 * stderr && (converged || stderr > 0);
}

/**
 * The mean over seeds of the longer way from a value to an end of its bounds, on `scale`; 0 for what has none.
 *
 * The mean of ln η_max can be off by this much whatever the number of seeds: brackets are no noise.
 */
export function slackOf(
  arm: Arm,
  key: string,
  seeds: readonly number[],
  scale: 'log' | 'linear',
): number {
  if (seeds.length === 0) return 0;
  const estimates = estimatesBySeed(arm, key);
  return mean(seeds.map((seed) => slack(estimates.get(seed)!, scale)));
}

function slack({ value, bounds = [value, value] }: Estimate, scale: 'log' | 'linear'): number {
  const [low, high] = bounds;
  return scale === 'linear'
    ? Math.max(value - low, high - value, 0)
    : Math.max(Math.log(value / Math.max(low, 0)), Math.log(high / value), 0);
}
