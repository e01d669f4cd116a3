import type { Turn } from '../integrate/solver.ts';
import { RISE } from './catapult.ts';
import { type Oscillation, oscillationOf } from './oscillation.ts';

/**
 * What stable means. `trains`, from any weights: the loss ends below its first value, whatever it did on the
 * way, so that a catapult is stable. `stays`, from a minimum: it never rises above RISE times its first value.
 */
export const stabilities = ['trains', 'stays'] as const;
export type Stability = (typeof stabilities)[number];

export type Verdict = 'stable' | 'unstable' | 'undecided';

/** What a trial has shown so far; a loss that stays has not risen too far, or there is nothing to judge. */
export interface Shown {
  readonly losses: readonly { readonly step: number; readonly loss: number }[];
  readonly turns: readonly Turn[];
}

/** What is judged: which stability, and after how many steps. */
export interface Question {
  readonly stable: Stability;
  readonly steps: number;
}

/**
 * How many times `steps` a trial may take until it is certain. At a peak of RISE or more a catapult in the two-layer
 * linear model takes up to 760 steps, at 0.5 % above 2/λ₀.
 */
export const EXTENSION = 10;

/** The same while an oscillation goes on one way: under a delay of 4 steps 1 % of η is 0.16 % of it a step. */
export const LONG_EXTENSION = 40;

/**
 * The verdict on a path without noise after so many steps; undefined while it is not certain.
 *
 * Stable: the loss is low over the last eighth of the steps, and the oscillation has faded or is bounded.
 */
export function alongPath(
  shown: Shown,
  { stable, steps }: Question,
  step: number,
): Verdict | undefined {
  const oscillation = oscillationOf(shown.turns);
  const late = highest(shown, (7 * step) / 8, step);
  const low = stable === 'stays' || late < firstOf(shown);
  if (low && CALM.has(oscillation)) return 'stable';
  const limit = ONE_WAY.has(oscillation) ? LONG_EXTENSION : EXTENSION;
  if (step < limit * steps) return undefined;
  return !low && late >= highest(shown, 0, step) ? 'unstable' : 'undecided';
}

const CALM: ReadonlySet<Oscillation> = new Set(['faded', 'bounded']);
const ONE_WAY: ReadonlySet<Oscillation> = new Set(['falling', 'rising']);

/**
 * The verdict on losses under noise after so many steps; undefined while it is not certain.
 *
 * Stable: the loss is low over the last quarter of the steps, and no more than RISE times that of the quarter before.
 */
export function underNoise(
  shown: Shown,
  { stable, steps }: Question,
  step: number,
): Verdict | undefined {
  const before = highest(shown, step / 2, (3 * step) / 4);
  const late = highest(shown, (3 * step) / 4, step);
  const low = stable === 'stays' || late < firstOf(shown);
  const growing = late > RISE * before;
  if (low && !growing) return 'stable';
  if (step < EXTENSION * steps) return undefined;
  if (low) return 'undecided';
  // Settled on a noise floor, or at its peak; a slow catapult is still coming down.
  return late * RISE < before ? 'undecided' : 'unstable';
}

const firstOf = ({ losses }: Shown): number => losses[0]!.loss;

/** The highest loss of the steps after one and up to another; of the start too, where it is 0. */
const highest = ({ losses }: Shown, after: number, until: number): number =>
  losses.reduce(
    (most, { step, loss }) =>
      (step > after || after === 0) && step <= until ? Math.max(most, loss) : most,
    Number.NEGATIVE_INFINITY,
  );
