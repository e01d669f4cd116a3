import type { Ending } from '../integrate/ending.ts';
import { type Catapult, catapultWatch, type Moment } from './catapult.ts';
import type { StopRules } from './stop-rules.ts';

/**
 * A loss this many times the first one has diverged. A catapult rises to about the width of the network
 * times its curvature, whatever the first loss was (Lewkowycz et al. 2020, §2), so the bound is far above
 * any width, and a first loss near 0, as at a minimum, counts as at least a hundredth.
 */
export const RUNAWAY = 1e8;
const LEAST_LOSS = 1e-2;

/**
 * A training has stalled after more than so many evaluations without a new lowest loss in the second half of the
 * steps. Both are counted from the last new highest loss above the first one, so that a slow catapult stalls neither
 * while it rises nor while it falls.
 */
const STALL_EVALUATIONS = 400;

/** Decides after each evaluation of the training loss whether the training ends. */
export interface StopMonitor {
  /** `reached`, `diverged` or `stalled`; undefined where the training goes on. */
  judge(at: Moment, loss: number): Ending | undefined;
  /** The highest rise of the loss so far, if there was one. */
  catapult(): Catapult | undefined;
}

/** A monitor of one training by these rules. */
export function stopMonitor(stop: StopRules): StopMonitor {
  const rise = catapultWatch();
  let first = Number.NaN;
  // Since the last peak.
  let origin = 0;
  let evaluations = 0;
  let best = { loss: Infinity, step: 0 };
  return {
    judge(at, loss) {
      if (Number.isNaN(first)) first = loss;
      if (stop.loss !== undefined && loss <= stop.loss) {
        rise.add(at, loss);
        return 'reached';
      }
      if (!(loss <= RUNAWAY * Math.max(first, LEAST_LOSS))) return 'diverged';
      const { step } = at;
      if (rise.add(at, loss)) {
        origin = step;
        evaluations = 0;
        best = { loss, step };
      }
      evaluations++;
      if (loss < best.loss) best = { loss, step };
      return evaluations > STALL_EVALUATIONS && best.step - origin < (step - origin) / 2
        ? 'stalled'
        : undefined;
    },
    catapult: rise.found,
  };
}
