import { integerAtLeast } from '../../core/check.ts';
import type { Precision } from '../../engine/program/compile.ts';
import { clone, dispose } from '../../engine/tensors/memory.ts';
import type { Params, Tensor } from '../../engine/tensors/tensor.ts';
import { copyState, freeState } from '../integrate/checkpoint.ts';
import type { Ending } from '../integrate/ending.ts';
import { integrate, type Method } from '../integrate/integrate.ts';
import { earliest, everySteps, never, type Pace } from '../integrate/pace.ts';
import type { SolverState } from '../integrate/solver.ts';
import { isNoisy } from '../integrate/term.ts';
import type { TrajectoryPoint } from '../integrate/trajectory-point.ts';
import type { Work } from '../integrate/work.ts';
import type { Catapult } from './catapult.ts';
import { lossCrossing } from './loss-crossing.ts';
import { type Snapped, snapshotter } from './snapshots.ts';
import { type StopMonitor, stopMonitor } from './stop-monitor.ts';
import type { StopRules } from './stop-rules.ts';

export interface TrainOptions {
  readonly stop: StopRules;
  /** The full training loss; its cost is the caller's to choose through `evaluateEvery`. */
  readonly loss: (theta: Params) => number;
  /**
   * Steps between the evaluations of the loss that may end the training, ≥ 1, by default 1; under error control every
   * step is evaluated.
   */
  readonly evaluateEvery?: number;
  /** Where the loss is evaluated for `observe` too. Such evaluations decide nothing, so that the end is the same without them. */
  readonly observeAt?: Pace;
  /** Called at each evaluation, with the point and its loss. */
  readonly observe?: (point: TrajectoryPoint, loss: number) => void;
  /** Called after every step, and first, whether it is evaluated or not. */
  readonly everyStep?: (point: TrajectoryPoint) => void;
  /** Times at which the trajectory is handed to `snapshot`, ascending. */
  readonly snapshotTimes?: readonly number[];
  readonly snapshot?: (time: number, at: Snapped) => void;
  /** Returns what the solver carries at the end. */
  readonly keepState?: boolean;
  readonly precision?: Precision;
  /** Gives points the losses at which steps began, as they are given anyway where those are the full training loss. */
  readonly losses?: boolean;
  /** True once the user has asked to stop. */
  readonly interrupted?: () => boolean;
}

/** Where a training ended, and why. The weights belong to the caller. */
export interface Trained {
  readonly ending: Ending;
  readonly theta: readonly Tensor[];
  readonly step: number;
  readonly t: number;
  /** Loss at the end, NaN if the weights are not finite. */
  readonly loss: number;
  readonly initialLoss: number;
  /** The highest rise of the loss well above its first value; absent without one, or where it is the divergence. */
  readonly catapult?: Catapult;
  readonly work: Work;
  /** What the solver carries there, the caller's as the weights are; absent unless requested, and where a step was cut short. */
  readonly solver?: SolverState;
}

/**
 * Trains by a method until a stop rule holds, and evaluates the loss on the way.
 *
 * Where the steps know the full training loss, none of its rises goes unseen between two evaluations. A flow whose step
 * crosses the target loss is brought back to the crossing, so that methods are compared at equal loss. Divergence, a
 * stall and a vanishing step are endings, not errors.
 *
 * @throws RangeError unless evaluateEvery is an integer ≥ 1
 * @example
 * const loss = lossOf(objective);
 * const end = train(gradientFlow(objective, 1e-4), theta0, { loss, stop: { loss: 0.1 } });
 * console.log(end.ending, end.loss.toFixed(3)); // reached 0.100
 */
export function train(method: Method, theta0: Params, options: TrainOptions): Trained {
  const monitor = stopMonitor(options.stop, { noisy: isNoisy(method.term) });
  const end = untilStopped(method, theta0, options, monitor);
  const catapult = monitor.catapult();
  const none = end.ending === 'diverged' && catapult?.recovered === null;
  return catapult === undefined || none ? end : { ...end, catapult };
}

function untilStopped(
  method: Method,
  theta0: Params,
  options: TrainOptions,
  monitor: StopMonitor,
): Trained {
  const { stop, loss, observe, everyStep, interrupted, snapshotTimes = [], snapshot } = options;
  const { keepState } = options;
  const { term, controller } = method;
  const asked = integerAtLeast('evaluateEvery', options.evaluateEvery ?? 1, 1);
  // A flow's step is long, and only its last one can be searched for the crossing.
  const evaluateEvery = controller.adaptive ? 1 : asked;
  const pace = earliest([everySteps(evaluateEvery), options.observeAt ?? never]);
  const path = integrate(method, theta0, {
    stride: everyStep === undefined ? pace : 1,
    losses: options.losses === true || term.fullLoss === true,
    ...(stop.steps === undefined ? {} : { steps: stop.steps }),
    ...(stop.time === undefined ? {} : { time: stop.time }),
    ...(options.precision === undefined ? {} : { precision: options.precision }),
  });
  const snapshots = snapshot && snapshotter(snapshotTimes, snapshot);
  let here: Omit<Trained, 'ending'> | undefined;
  let due = 0;
  let judged = false;
  let gone = false;
  try {
    for (let next = path.next(); ; next = path.next()) {
      if (next.done === true) return finish(next.value, here!, loss, judged ? undefined : monitor);
      const point = next.value;
      snapshots?.(point);
      for (const one of term.fullLoss === true ? point.losses : [])
        gone = monitor.pass(one, one.loss) !== undefined || gone;
      judged = point.step % evaluateEvery === 0 || point.step === stop.steps;
      const evaluated = everyStep === undefined || judged || point.step >= due;
      if (evaluated) due = point.step + pace(point);
      const at = evaluated ? loss(point.theta) : Number.NaN;
      const initialLoss = here?.initialLoss ?? at;
      if (here !== undefined) release(here);
      here = {
        theta: clone(point.theta),
        ...(keepState && { solver: copyState(point.solver) }),
        step: point.step,
        t: point.t,
        loss: at,
        initialLoss,
        work: point.work,
      };
      everyStep?.(point);
      if (evaluated) observe?.(point, at);
      if (judged && gone) return { ending: 'diverged', ...here };
      const ending = judged ? monitor.judge(point, at) : undefined;
      if (ending === 'reached' && controller.adaptive && point.step > 0) {
        release(here);
        const { solver: _, ...rest } = here;
        return { ending, ...rest, ...lossCrossing(point, stop.loss!, loss) };
      }
      if (ending !== undefined) return { ending, ...here };
      if (interrupted?.() === true) return { ending: 'interrupted', ...here };
    }
  } finally {
    path.return('interrupted');
  }
}

function release({ theta, solver }: Pick<Trained, 'theta' | 'solver'>): void {
  dispose(theta);
  if (solver !== undefined) freeState(solver);
}

/** Judges by the loss where the time ended between two evaluations; the monitor is absent where that is done. */
function finish(
  ending: Ending,
  here: Omit<Trained, 'ending'>,
  loss: (theta: Params) => number,
  monitor: StopMonitor | undefined,
): Trained {
  if (ending === 'diverged') return { ending, ...here, loss: Number.NaN };
  if (monitor === undefined) return { ending, ...here };
  const last = Number.isNaN(here.loss) ? loss(here.theta) : here.loss;
  const verdict = monitor.judge(here, last);
  const known = verdict === 'reached' || verdict === 'diverged';
  return { ...here, ending: ending === 'completed' && known ? verdict : ending, loss: last };
}
