import type { Ending } from '../integrate/ending.ts';
import type { Moment } from '../integrate/trajectory-point.ts';
import { type Catapult, catapultWatch } from './catapult.ts';
import type { StopRules } from './stop-rules.ts';

/**
 * A loss this many times the first one has diverged. A catapult rises to about the width of the network
 * times its curvature, whatever the first loss was (Lewkowycz et al. 2020, §2), so the bound is far above
 * any width, and a first loss near 0, as at a minimum, counts as at least a hundredth.
 */
export const RUNAWAY = 1e8;
const LEAST_LOSS = 1e-2;

/** Whether a loss, after a first one, has left every useful range. */
export const ranAway = (loss: number, first: number): boolean =>
  !(loss <= RUNAWAY * Math.max(first, LEAST_LOSS));

/**
 * A training towards a target has stalled after more than so many evaluations without a new lowest loss in the second
 * half of the steps. Both are counted from the last new highest loss above the first one, so that a slow catapult
 * stalls neither while it rises nor while it falls. So has one without a bound on its steps whose training time has stood
 * still for as many: a rate that has come to zero leads nowhere.
 */
const STALL_EVALUATIONS = 400;

/** Decides by the training loss whether the training ends. */
export interface StopMonitor {
  /** After an evaluation: `reached`, `diverged` or `stalled`; undefined where the training goes on. */
  judge(at: Moment, loss: number): Ending | undefined;
  /** After a step between two evaluations whose loss is known: `diverged`, or undefined. */
  pass(at: Moment, loss: number): Ending | undefined;
  /** The highest rise of the loss so far, if there was one. */
  catapult(): Catapult | undefined;
}

/** What a monitor has to know of a training beside its rules. */
interface Monitored {
  readonly noisy?: boolean;
  /** True where someone else looks for the step that reaches the target: none is `reached` here. */
  readonly searched?: boolean;
}

/** A monitor of one training by these rules, by a method with or without noise. */
export function stopMonitor(
  stop: StopRules,
  { noisy = false, searched = false }: Monitored = {},
): StopMonitor {
  const rise = catapultWatch({ noisy });
  const stalls = stop.loss !== undefined && stop.stall !== false;
  let first = Number.NaN;
  // Since the last peak.
  let origin = 0;
  let evaluations = 0;
  let best = { loss: Infinity, step: 0 };
  let now = Number.NEGATIVE_INFINITY;
  let still = 0;
  const pass = (at: Moment, loss: number): Ending | undefined => {
    if (Number.isNaN(first)) first = loss;
    if (ranAway(loss, first)) return 'diverged';
    if (rise.add(at, loss)) {
      origin = at.step;
      evaluations = 0;
      best = { loss, step: at.step };
    }
    return undefined;
  };
  return {
    pass,
    judge(at, loss) {
      if (!searched && stop.loss !== undefined && loss <= stop.loss) {
        rise.add(at, loss);
        return 'reached';
      }
      const ending = pass(at, loss);
      still = at.t === now ? still + 1 : 0;
      now = at.t;
      if (stop.steps === undefined && still > STALL_EVALUATIONS) return ending ?? 'stalled';
      if (ending !== undefined || !stalls) return ending;
      const { step } = at;
      evaluations++;
      if (loss < best.loss) best = { loss, step };
      return evaluations > STALL_EVALUATIONS && best.step - origin < (step - origin) / 2
        ? 'stalled'
        : undefined;
    },
    catapult: rise.found,
  };
}
