import type { Precision } from '../../engine/program/compile.ts';
import { dispose } from '../../engine/tensors/memory.ts';
import type { Params } from '../../engine/tensors/tensor.ts';
import type { Method } from '../integrate/integrate.ts';
import { isNoisy } from '../integrate/term.ts';
import { RISE } from './catapult.ts';
import { ranAway } from './stop-monitor.ts';
import { train } from './train.ts';
import {
  alongPath,
  EXTENSION,
  LONG_EXTENSION,
  type Question,
  underNoise,
  type Verdict,
} from './trial-verdict.ts';
import { type Turn, turning } from './turning.ts';

export interface StabilityTrialOptions extends Question {
  /** Steps between evaluations of the loss, for methods whose steps do not know the full training loss. */
  readonly evaluateEvery: number;
  /** The full training loss. */
  readonly loss: (theta: Params) => number;
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
  const { stable, steps, loss, evaluateEvery, precision } = options;
  const recorded = method.term.fullLoss === true;
  const path = isNoisy(method.term) ? undefined : turning(precision);
  const most = (path === undefined ? EXTENSION : LONG_EXTENSION) * steps;
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
    const judge = path === undefined ? underNoise : alongPath;
    verdict = judge({ losses, turns }, options, step);
    due = Math.ceil(AGAIN * step);
  };
  const end = train(method, theta0, {
    stop: { steps: most },
    loss,
    // Where every step tells its loss, evaluations are for both ends alone.
    evaluateEvery: path !== undefined && recorded ? most : evaluateEvery,
    ...(precision && { precision }),
    ...(path && {
      everyStep: ({ step, theta, losses: own }) => {
        const turn = path.add(theta);
        if (turn !== undefined) turns.push(turn);
        if (recorded) take(step, [...own]);
      },
    }),
    observe: ({ step, losses: own }, now) => {
      if (!recorded) take(step, [{ step, loss: now }]);
      else if (path === undefined) take(step, [...own]);
    },
    interrupted: () => verdict !== undefined,
  });
  path?.dispose();
  dispose(end.theta);
  const gone = end.ending === 'diverged' || end.ending === 'step-too-small';
  return {
    stable: !gone && verdict === 'stable',
    undecided: !gone && verdict === 'undecided',
    gradients: end.work.gradients,
  };
}
