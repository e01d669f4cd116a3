import type { Precision } from '../../engine/program/compile.ts';
import { dispose } from '../../engine/tensors/memory.ts';
import type { Params } from '../../engine/tensors/tensor.ts';
import type { Method } from '../integrate/integrate.ts';
import { RISE } from './catapult.ts';
import { type Trained, train } from './train.ts';

/**
 * What stable means. `trains`, from any weights: the loss ends below its first value, whatever it did on the
 * way, so that a catapult is stable. `stays`, from a minimum: it never rises above RISE times its first value.
 */
export const stabilities = ['trains', 'stays'] as const;
export type Stability = (typeof stabilities)[number];

export interface TrialOptions {
  readonly stable: Stability;
  /** Steps after which a trial may be told. */
  readonly steps: number;
  /** Steps between looks at the loss. */
  readonly lookEvery: number;
  /** The full training loss. */
  readonly loss: (theta: Params) => number;
  readonly precision?: Precision;
}

/** What a few steps of a method say about its learning rate. */
export interface Tried {
  readonly stable: boolean;
  /** True where the steps ran out while the loss was above its first value but past its peak; not stable then. */
  readonly undecided: boolean;
  /** Gradients spent. */
  readonly gradients: number;
}

/**
 * How many times `steps` a trial that trains may take while its loss is above the first one. At a peak of
 * RISE or more a catapult in the two-layer linear model takes up to 760 steps, at 0.5 % above 2/λ₀.
 */
const EXTENSION = 10;

/**
 * Tries a method from some weights: does it train, or stay where it is?
 *
 * A trial is told at the first look from `steps` on that finds the loss below its first value. One that is
 * above is followed on, up to ten times as far: a slow catapult is still to come down. Where it is past its peak even then,
 * nobody knows, and it counts as undecided; where that was its highest loss so far, it is not stable. A
 * loss that has settled, on the noise floor of mini-batches, is judged where it has.
 */
export function trial(method: Method, theta0: Params, options: TrialOptions): Tried {
  const { stable, steps, lookEvery, loss, precision } = options;
  const seen = { first: Number.NaN, highest: Number.NEGATIVE_INFINITY, last: Number.NaN };
  let told = false;
  const end = train(method, theta0, {
    stop: { steps: stable === 'trains' ? EXTENSION * steps : steps },
    ...{ loss, lookEvery },
    ...(precision && { precision }),
    observe({ step }, now) {
      if (step === 0) seen.first = now;
      seen.last = now;
      seen.highest = Math.max(seen.highest, now);
      told =
        stable === 'trains' ? step >= steps && now < seen.first : seen.highest > RISE * seen.first;
    },
    interrupted: () => told,
  });
  dispose(end.theta);
  const gradients = end.work.gradients;
  if (stable === 'stays') {
    return { stable: end.ending !== 'diverged' && !told, undecided: false, gradients };
  }
  return { ...judge(end, seen.highest), gradients };
}

function judge({ ending, loss, initialLoss }: Trained, highest: number): Omit<Tried, 'gradients'> {
  const survived = ending !== 'diverged' && ending !== 'step-too-small';
  const stable = survived && loss < initialLoss;
  const undecided = ending === 'completed' && loss >= initialLoss && loss < highest;
  return { stable, undecided };
}
