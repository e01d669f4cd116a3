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

export interface StabilityTrialOptions {
  readonly stable: Stability;
  /** Steps after which a trial may be decided. */
  readonly steps: number;
  /** Steps between evaluations of the loss. */
  readonly evaluateEvery: number;
  /** The full training loss. */
  readonly loss: (theta: Params) => number;
  readonly precision?: Precision;
}

/** Whether a method is stable at its learning rate, as far as a few steps show it. */
export interface StabilityTrial {
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
 * A trial of `trains` is decided at the first evaluation from `steps` on that finds the loss below its first value. While
 * the loss is above, the trial goes on, up to ten times as far, since a slow catapult is still to come down. A loss that
 * is past its peak even then leaves the trial undecided; one that is at its peak is not stable. A loss that has settled
 * on the noise floor of mini-batches is judged where it has settled.
 */
export function stabilityTrial(
  method: Method,
  theta0: Params,
  options: StabilityTrialOptions,
): StabilityTrial {
  const { stable, steps, evaluateEvery, loss, precision } = options;
  let first = Number.NaN;
  let highest = Number.NEGATIVE_INFINITY;
  let decided = false;
  const end = train(method, theta0, {
    stop: { steps: stable === 'trains' ? EXTENSION * steps : steps },
    ...{ loss, evaluateEvery },
    ...(precision && { precision }),
    observe({ step }, now) {
      if (step === 0) first = now;
      highest = Math.max(highest, now);
      decided = stable === 'trains' ? step >= steps && now < first : highest > RISE * first;
    },
    interrupted: () => decided,
  });
  dispose(end.theta);
  const gradients = end.work.gradients;
  if (stable === 'stays') {
    return { stable: end.ending !== 'diverged' && !decided, undecided: false, gradients };
  }
  return { ...judge(end, highest), gradients };
}

function judge(
  { ending, loss, initialLoss }: Trained,
  highest: number,
): Omit<StabilityTrial, 'gradients'> {
  const survived = ending !== 'diverged' && ending !== 'step-too-small';
  const stable = survived && loss < initialLoss;
  const undecided = ending === 'completed' && loss >= initialLoss && loss < highest;
  return { stable, undecided };
}
