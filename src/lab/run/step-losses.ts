import type { Estimate } from '../../core/estimate.ts';
import type { StepLoss } from '../../dynamics/integrate/trajectory-point.ts';

/** The losses that a run's steps were taken on, as they come. */
export interface StepLosses {
  add(losses: readonly Pick<StepLoss, 'loss'>[]): void;
  /** `stepLoss`, the mean over the steps since the last cell; nothing where there were none. */
  cell(): Readonly<Record<string, number>>;
  /** `risingSteps`, the share of steps after which the loss was higher; nothing before the second step. */
  rising(): Readonly<Record<string, Estimate>>;
}

export function stepLosses(): StepLosses {
  let recent: number[] = [];
  let last = Number.NaN;
  let compared = 0;
  let rose = 0;
  return {
    add(losses) {
      for (const { loss } of losses) {
        if (!Number.isNaN(last)) compared++;
        if (loss > last) rose++;
        last = loss;
        recent.push(loss);
      }
    },
    cell() {
      if (recent.length === 0) return {};
      const stepLoss = recent.reduce((a, b) => a + b) / recent.length;
      recent = [];
      return { stepLoss };
    },
    rising() {
      if (compared === 0) return {};
      const cost = { gradients: 0, hvps: 0, seconds: 0 };
      return { risingSteps: { value: rose / compared, stderr: 0, cost, converged: true } };
    },
  };
}
