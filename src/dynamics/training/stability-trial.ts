import type { Precision } from '../../engine/program/compile.ts';
import { dispose } from '../../engine/tensors/memory.ts';
import type { Params } from '../../engine/tensors/tensor.ts';
import type { Controller } from '../integrate/controller.ts';
import type { Method } from '../integrate/integrate.ts';
import type { Stepper, Turn } from '../integrate/solver.ts';
import { isNoisy } from '../integrate/term.ts';
import { RISE } from './catapult.ts';
import { ranAway } from './stop-monitor.ts';
import { type TrainingLoss, toldOf } from './told-of.ts';
import { train } from './train.ts';
import {
  alongPath,
  EXTENSION,
  LONG_EXTENSION,
  type Question,
  underNoise,
  type Verdict,
} from './trial-verdict.ts';

export interface StabilityTrialOptions extends Question {
  /** Steps between evaluations of the loss, for methods whose steps do not know the full training loss. */
  readonly evaluateEvery: number;
  /** The full training loss. */
  readonly loss: TrainingLoss;
  readonly precision?: Precision;
}

/** Whether a method is stable at its learning rate, as far as a few steps show it. */
export interface StabilityTrial {
  readonly stable: boolean;
  /** True where the steps ran out before it was certain; not stable then. */
  readonly undecided: boolean;
  /** Gradients spent. */
  readonly gradients: number;
}

/** How much further a trial goes until it is judged again. */
const AGAIN = 1.25;
/** The share of its steps after which a trial is looked at first, and then after twice as many each time. */
const FIRST = 8;

/**
 * Tries a method from some weights: does it train, or stay where it is?
 *
 * The loss of every step counts where the steps know the full training loss, else that of evaluations. One that leaves
 * every useful range is unstable at once, and so is one that does not stay. Otherwise a trial is judged from `steps` on,
 * and goes on until it is certain: ten times as far, and 40 times while an oscillation grows or falls all along, since a
 * slow catapult is still to come down, and a hidden mode to come up. What is not certain even then is undecided, except
 * a loss at its peak above the first one, which is unstable.
 *
 * A path without noise is judged by its turns too (see `oscillationOf`). Under noise the loss must be low over the last
 * quarter of the steps, and one that has settled on a noise floor above its first value is unstable.
 */
export function stabilityTrial(
  method: Method,
  theta0: Params,
  options: StabilityTrialOptions,
): StabilityTrial {
  const trials = stabilityTrials(method, theta0, options);
  try {
    return trials.at(method.controller);
  } finally {
    trials.dispose();
  }
}

/** Trials of one method at several rates from the same weights. */
export interface StabilityTrials {
  at(controller: Controller): StabilityTrial;
  dispose(): void;
}

/** The same for several trials, whose steps are compiled once. */
export function stabilityTrials(
  { term, solver }: Pick<Method, 'term' | 'solver'>,
  theta0: Params,
  options: StabilityTrialOptions,
): StabilityTrials {
  const { loss, precision = 'single' } = options;
  const turns = !isNoisy(term);
  const stepper = solver.bind(term, precision, toldOf(term, { loss, precision, turns }));
  return {
    at: (controller) => tried({ term, solver, controller }, theta0, { ...options, stepper }),
    dispose: stepper.dispose,
  };
}

function tried(
  method: Method,
  theta0: Params,
  options: StabilityTrialOptions & { readonly stepper: Stepper },
): StabilityTrial {
  const { stable, steps, loss, evaluateEvery, precision, stepper } = options;
  const recorded = method.term.fullLoss === true;
  const noisy = isNoisy(method.term);
  const most = (noisy ? EXTENSION : LONG_EXTENSION) * steps;
  const losses: { readonly step: number; readonly loss: number }[] = [];
  const turns: Turn[] = [];
  let verdict: Verdict | undefined;
  let due = steps;
  const take = (step: number, passed: typeof losses) => {
    for (const one of passed) {
      losses.push(one);
      const first = losses[0]!.loss;
      const left = stable === 'stays' && one.loss > RISE * first;
      if (left || ranAway(one.loss, first)) verdict = 'unstable';
    }
    if (verdict !== undefined || step < Math.min(due, most)) return;
    const judge = noisy ? underNoise : alongPath;
    verdict = judge({ losses, turns }, options, step);
    due = Math.ceil(AGAIN * step);
  };
  const end = train(method, theta0, {
    stop: { steps: most },
    ...{ loss, stepper },
    // Where every step tells its loss, evaluations are for both ends alone.
    evaluateEvery: !noisy && recorded ? most : evaluateEvery,
    ...(precision && { precision }),
    ...(!noisy && {
      turns: true,
      everyStep: ({ step, losses: own, turns: passed }) => {
        turns.push(...passed);
        if (recorded) take(step, [...own]);
      },
    }),
    // What is unstable often shows soon.
    untilPause: ({ step }) =>
      Math.max(1, Math.min(due, Math.max(Math.ceil(steps / FIRST), 2 * step)) - step),
    observe: ({ step, losses: own }, now) => {
      if (!recorded) take(step, [{ step, loss: now }]);
      else if (noisy) take(step, [...own]);
    },
    interrupted: () => verdict !== undefined,
  });
  dispose(end.theta);
  const gone = end.ending === 'diverged' || end.ending === 'step-too-small';
  return {
    stable: !gone && verdict === 'stable',
    undecided: !gone && verdict === 'undecided',
    gradients: end.work.gradients,
  };
}
