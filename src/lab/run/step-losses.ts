import type { Estimate } from '../../core/estimate.ts';
import type { Resumable } from '../../core/resumable.ts';
import type { StepLoss } from '../../dynamics/integrate/trajectory-point.ts';

/** The losses that a run's steps were taken on, from step 0 on. */
export interface StepLosses extends Resumable<Float64Array> {
  /** Those of the next steps. */
  add(losses: readonly Pick<StepLoss, 'loss'>[]): void;
  /** `stepLoss`, the mean over the steps that lead from one step to another; nothing where there are none. */
  cell(from: number, to: number): Readonly<Record<string, number>>;
  /** `risingSteps`, the share of steps before this one after which the loss was higher; nothing before the second step. */
  rising(to: number): Readonly<Record<string, Estimate>>;
}

export function stepLosses(): StepLosses {
  // At k the loss at which step k began.
  const losses: number[] = [];
  return {
    save: () => Float64Array.from(losses),
    restore(state) {
      losses.length = 0;
      for (const loss of state) losses.push(loss);
    },
    add(passed) {
      for (const { loss } of passed) losses.push(loss);
    },
    cell(from, to) {
      const own = losses.slice(from, to);
      return own.length === 0 ? {} : { stepLoss: own.reduce((a, b) => a + b) / own.length };
    },
    rising(to) {
      const own = losses.slice(0, to);
      if (own.length < 2) return {};
      const rose = own.filter((loss, k) => k > 0 && loss > own[k - 1]!).length;
      const cost = { gradients: 0, hvps: 0, seconds: 0 };
      const value = rose / (own.length - 1);
      return { risingSteps: { value, stderr: 0, cost, converged: true } };
    },
  };
}
