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
 * Stalled: no new lowest loss during the second half of the steps, and at least 400 looks, since the loss
 * was last at a new highest value above its first: a slow catapult neither stalls while it rises nor while it falls.
 */
const STALL_LOOKS = 400;

/** Judges each look at the training loss. */
export interface Lookout {
  /** Reached, diverged, stalled, or undefined: go on. */
  judge(at: Moment, loss: number): Ending | undefined;
  catapult(): Catapult | undefined;
}

export function lookout(stop: StopRules): Lookout {
  const rise = catapultWatch();
  let first = Number.NaN;
  // Since the last peak.
  let origin = 0;
  let looks = 0;
  let best = { loss: Infinity, step: 0 };
  return {
    judge(at, loss) {
      if (Number.isNaN(first)) first = loss;
      if (stop.loss !== undefined && loss <= stop.loss) {
        rise.see(at, loss);
        return 'reached';
      }
      if (!(loss <= RUNAWAY * Math.max(first, LEAST_LOSS))) return 'diverged';
      const { step } = at;
      if (rise.see(at, loss)) {
        origin = step;
        looks = 0;
        best = { loss, step };
      }
      looks++;
      if (loss < best.loss) best = { loss, step };
      return looks > STALL_LOOKS && best.step - origin < (step - origin) / 2
        ? 'stalled'
        : undefined;
    },
    catapult: rise.found,
  };
}
