import type { Arm } from '../arms/arm.ts';
import { counts, diverged, estimatesBySeed } from '../arms/measured.ts';
import type { Metric } from '../arms/metric.ts';
import { plural } from '../arms/wording.ts';

/**
 * The arms of a family that may stand for it in a comparison of so many of them, in their order: those without a diverged run and with
 * values of two seeds or more (of one, where there is one seed); where these are too few, those with values of two
 * seeds; where these are too few as well, those with any.
 *
 * Whether an arm is fit is decided by how its runs ended, never by what they were measured at.
 */
export function endedArms(
  arms: readonly Arm[],
  { key, at }: Metric,
  fewest: number,
): readonly Arm[] {
  const seeds = Math.max(
    ...arms.map(({ runs }) => new Set(runs.map(({ spec }) => spec.seed)).size),
  );
  const valued = (n: number) => arms.filter((arm) => estimatesBySeed(arm, key).size >= n);
  const enough = valued(Math.min(2, seeds));
  const whole = at === 'start' ? enough : enough.filter(({ runs }) => !runs.some(diverged));
  return [whole, enough].find((some) => some.length >= fewest) ?? valued(1);
}

/** Why arms stand for nothing, each in a few words that follow a semicolon; nothing of those that ended and have no value. */
export const missingText = (arms: readonly Arm[]): string =>
  arms
    .flatMap((arm) => reasonOf(arm) ?? [])
    .map((reason) => `; ${reason}`)
    .join('');

function reasonOf({ label, runs }: Arm): string | null {
  const blown = runs.filter(diverged).length;
  const unmet = runs.filter((run) => !counts(run)).length - blown;
  const share = (n: number) =>
    n === runs.length ? label : `${n} of ${plural(runs.length, 'run')} of ${label}`;
  if (blown > 0) return `${share(blown)} diverged`;
  return unmet > 0 ? `${share(unmet)} ended otherwise than the stop rule asks` : null;
}
