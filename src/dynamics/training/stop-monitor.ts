import { fields, type Resumable, together } from '../../core/resumable.ts';
import type { Ending } from '../integrate/ending.ts';
import type { Moment } from '../integrate/trajectory-point.ts';
import { type Catapult, type CatapultState, catapultWatch } from './catapult.ts';
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
export interface StopMonitor extends Resumable<MonitorState> {
  /** After an evaluation: `reached`, `diverged` or `stalled`; undefined where the training goes on. */
  judge(at: Moment, loss: number): Ending | undefined;
  /** After a step between two evaluations whose loss is known: `diverged`, or undefined. */
  pass(at: Moment, loss: number): Ending | undefined;
  /** The highest rise of the loss so far, if there was one. */
  catapult(): Catapult | undefined;
}

/** What a monitor has seen so far. */
export interface MonitorState {
  readonly own: {
    readonly first: number;
    /** Since the last peak. */
    readonly origin: number;
    readonly evaluations: number;
    readonly best: { readonly loss: number; readonly step: number };
    readonly now: number;
    readonly still: number;
  };
  readonly rise: CatapultState;
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
  const own = {
    ...{ first: Number.NaN, origin: 0, evaluations: 0 },
    ...{ best: { loss: Infinity, step: 0 }, now: Number.NEGATIVE_INFINITY, still: 0 },
  };
  const pass = (at: Moment, loss: number): Ending | undefined => {
    if (Number.isNaN(own.first)) own.first = loss;
    if (ranAway(loss, own.first)) return 'diverged';
    if (rise.add(at, loss)) {
      own.origin = at.step;
      own.evaluations = 0;
      own.best = { loss, step: at.step };
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
      own.still = at.t === own.now ? own.still + 1 : 0;
      own.now = at.t;
      if (stop.steps === undefined && own.still > STALL_EVALUATIONS) return ending ?? 'stalled';
      if (ending !== undefined || !stalls) return ending;
      const { step } = at;
      own.evaluations++;
      if (loss < own.best.loss) own.best = { loss, step };
      const { evaluations, best, origin } = own;
      return evaluations > STALL_EVALUATIONS && best.step - origin < (step - origin) / 2
        ? 'stalled'
        : undefined;
    },
    catapult: rise.found,
    ...together({ own: fields<MonitorState['own']>(own), rise }),
  };
}
