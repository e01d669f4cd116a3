import { integerAtLeast } from '../../core/check.ts';
import type { Clock } from './term.ts';

/** Steps from here to the next point, an integer ≥ 1 or ∞; dt is that of the next step. */
export type Pace = (at: Clock) => number;

/**
 * A point at every multiple of so many steps.
 *
 * @throws RangeError unless they are an integer ≥ 1
 */
export function everySteps(steps: number): Pace {
  integerAtLeast('steps', steps, 1);
  return ({ step }) => steps - (step % steps);
}

/** Times nearer to a multiple than this share of it count as there: sums of dt carry round-off. */
export const ROUND = 1e-9;

/** The first multiple of `every` beyond a time, or a step. */
export const multipleAfter = (at: number, every: number): number =>
  (Math.floor((at * (1 + ROUND)) / every) + 1) * every;

/** A point at the first step at or after every multiple of a training time, as far as dt stays what it is. */
export const everyTime =
  (time: number): Pace =>
  ({ t, dt }) => {
    const next = multipleAfter(t, time);
    return Math.max(1, Math.ceil((next * (1 - ROUND) - t) / dt));
  };

/** Steps that one call takes at most. */
export const MOST_STEPS = 4096;

/** The first point of a pace that is as far as another one says, or further, as far as dt stays what it is; ∞ where that is far. */
export const firstBeyond =
  (pace: Pace, least: Pace): Pace =>
  (from) => {
    const target = least(from);
    if (!(target < MOST_STEPS)) return Number.POSITIVE_INFINITY;
    let steps = 0;
    while (steps < target) {
      steps += pace({ step: from.step + steps, t: from.t + steps * from.dt, dt: from.dt });
    }
    return steps;
  };

/** No point but the ends. */
export const never: Pace = () => Number.POSITIVE_INFINITY;

/** A point wherever one of them has one. */
export const earliest =
  (paces: readonly Pace[]): Pace =>
  (at) =>
    Math.min(...paces.map((pace) => pace(at)));
