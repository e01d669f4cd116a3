import { integerAtLeast } from '../../core/check.ts';
import type { Precision } from '../../engine/program/compile.ts';
import type { Params } from '../../engine/tensors/tensor.ts';
import { free } from '../integrate/checkpoint.ts';
import { type IntegrateOptions, integrate, type Method } from '../integrate/integrate.ts';
import { earliest, everySteps, firstBeyond, never, type Pace } from '../integrate/pace.ts';
import { checkpointOf } from '../integrate/plain-checkpoint.ts';
import type { Stepper, Told } from '../integrate/solver.ts';
import { isNoisy } from '../integrate/term.ts';
import type { TrajectoryPoint } from '../integrate/trajectory-point.ts';
import { landingOf } from './landing.ts';
import { lossCrossing } from './loss-crossing.ts';
import { type Snapped, snapshotter } from './snapshots.ts';
import { type StopMonitor, stopMonitor } from './stop-monitor.ts';
import type { StopRules } from './stop-rules.ts';
import type { TargetSearch } from './target-search.ts';
import { type TrainingLoss, toldOf } from './told-of.ts';
import { endAt, finish, type Here, hereAt, reached, type Trained } from './trained.ts';
import { type LoopState, plainPoint, type TrainingState } from './training-state.ts';

export interface TrainOptions extends Pick<IntegrateOptions, 'carried'> {
  readonly stop: StopRules;
  /** The full training loss; its cost is the caller's to choose through `evaluateEvery`. */
  readonly loss: TrainingLoss;
  /**
   * Steps between the evaluations of the loss that may end the training, ≥ 1, by default 1; under error control every
   * step is evaluated.
   */
  readonly evaluateEvery?: number;
  /** Where the loss is evaluated for `observe` too. Such evaluations decide nothing, so that the end is the same without them. */
  readonly observeAt?: Pace;
  /** Called at each evaluation, with the point and its loss; it may lie beyond the end, where that was looked for in hindsight. */
  readonly observe?: (point: TrajectoryPoint, loss: number) => void;
  /**
   * How many steps until `observe` may ask for the weights of an evaluation: a call of many steps ends at that one, since weights
   * that it passed through cost its steps again.
   */
  readonly untilWeights?: Pace;
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
  /** Gives points the turns of the path at each step. */
  readonly turns?: boolean;
  /** Whether XLA compiles the steps. */
  readonly xla?: boolean;
  /** The solver as it was bound to the term to tell what `toldOf` says, for several trainings; the caller's to free. */
  readonly stepper?: Stepper;
  /** How many steps until the caller may want to end the training: a call of many steps does not go further. */
  readonly untilPause?: Pace;
  /** Called after each point from which the training goes on, to take its state there or not: it costs nothing until asked for. */
  readonly checkpoint?: (state: () => TrainingState) => void;
  /** Goes on from there in place of θ₀, to the same bytes; what was observed before is not observed again. */
  readonly resume?: TrainingState;
  /** True once the user has asked to stop. */
  readonly interrupted?: () => boolean;
}

/**
 * Trains by a method until a stop rule holds, and evaluates the loss on the way.
 *
 * Where the steps know the full training loss, none of its rises goes unseen between two evaluations. A flow whose step
 * crosses the target loss is brought back to the crossing, and others, where `stop.average` asks for it, to the step that reaches it,
 * so that methods are compared at equal loss. Divergence, a stall and a vanishing step are endings, not errors.
 *
 * @throws RangeError unless evaluateEvery, and stop.average where it is given, are integers ≥ 1
 * @example
 * const loss = lossOf(objective);
 * const end = train(gradientFlow(objective, 1e-4), theta0, { loss, stop: { loss: 0.1 } });
 * console.log(end.ending, end.loss.toFixed(3)); // reached 0.100
 */
export function train(method: Method, theta0: Params, options: TrainOptions): Trained {
  const { stop, precision = 'single', resume } = options;
  const told = toldOf(method.term, options);
  const stepper = options.stepper ?? method.solver.bind(method.term, precision, told);
  const search = landingOf(method, theta0, { ...options, stepper, look: told.look });
  const noisy = isNoisy(method.term);
  const monitor = stopMonitor(stop, { noisy, searched: search !== undefined });
  if (resume !== undefined) monitor.restore(resume.monitor);
  if (resume?.search !== undefined) search?.restore(resume.search);
  try {
    const path = { monitor, search, stepper, told };
    const end = untilStopped(method, theta0, options, path);
    const catapult = monitor.catapult();
    const none = end.ending === 'diverged' && catapult?.recovered === null;
    return catapult === undefined || none ? end : { ...end, catapult };
  } finally {
    search?.dispose();
    if (options.stepper === undefined) stepper.dispose();
  }
}

/** What decides where a training ends, and what it takes its steps with. */
interface Watched {
  readonly monitor: StopMonitor;
  readonly search: TargetSearch | undefined;
  readonly stepper: Stepper;
  readonly told: Told;
}

function untilStopped(
  method: Method,
  theta0: Params,
  options: TrainOptions,
  { monitor, search, stepper, told }: Watched,
): Trained {
  const { stop, loss, observe, everyStep, interrupted, snapshotTimes = [], snapshot } = options;
  const { keepState, checkpoint, resume } = options;
  const { term, controller } = method;
  const asked = integerAtLeast('evaluateEvery', options.evaluateEvery ?? 1, 1);
  // A flow's step is long, and only its last one can be searched for the crossing.
  const evaluateEvery = controller.adaptive ? 1 : asked;
  const pace = earliest([
    everySteps(evaluateEvery),
    options.observeAt ?? never,
    search?.pace ?? never,
  ]);
  const from = resume && checkpointOf(resume.at);
  const path = integrate(method, theta0, {
    ...(from && { resume: from }),
    carried: options.carried,
    stride: everyStep === undefined ? pace : 1,
    ...{ ...told, stepper, lookAt: pace },
    ...(stop.loss === undefined ? {} : { enough: stop.loss }),
    untilPause: earliest([
      options.untilPause ?? never,
      options.untilWeights ? firstBeyond(pace, options.untilWeights) : never,
    ]),
    ...(stop.steps === undefined ? {} : { steps: stop.steps }),
    ...(stop.time === undefined ? {} : { time: stop.time }),
    ...(options.precision === undefined ? {} : { precision: options.precision }),
  });
  const snapshots = snapshot && snapshotter(snapshotTimes, snapshot);
  if (resume?.snapshots !== undefined) snapshots?.restore(resume.snapshots);
  let here: Here | undefined;
  let { due, judged, gone }: Omit<LoopState, 'loss' | 'initialLoss'> = resume?.loop ?? start;
  try {
    if (from !== undefined) {
      here = hereAt(path.next().value as TrajectoryPoint, resume!.loop);
      free(from);
    }
    for (let next = path.next(); ; next = path.next()) {
      if (next.done === true) {
        const found = search?.end(here!);
        return found === undefined
          ? finish(next.value, here!, loss, judged ? undefined : monitor, keepState)
          : reached(found, here!, keepState);
      }
      const point = next.value;
      snapshots?.pass(point);
      for (const one of term.fullLoss === true ? point.losses : []) {
        gone = monitor.pass(one, one.loss) !== undefined || gone;
        search?.pass(one.loss);
      }
      judged = point.step % evaluateEvery === 0 || point.step === stop.steps;
      const evaluated = everyStep === undefined || judged || point.step >= due;
      const at = evaluated ? (point.loss ?? loss(point.theta)) : Number.NaN;
      const initialLoss = here?.initialLoss ?? at;
      here?.place.free();
      here = hereAt(point, { loss: at, initialLoss });
      everyStep?.(point);
      if (evaluated) observe?.(point, at);
      const searched = judged || search?.due(point.step) === true;
      const found = searched ? search?.add(point, at) : undefined;
      if (found !== undefined) return reached(found, here, keepState);
      if (judged && gone) return endAt('diverged', here, keepState);
      const ending = judged ? monitor.judge(point, at) : undefined;
      if (ending === 'reached' && controller.adaptive && point.step > 0) {
        const crossing = lossCrossing(point, stop.loss!, loss);
        const { place, ...rest } = here;
        place.free();
        return { ending, ...rest, ...crossing };
      }
      if (ending !== undefined) return endAt(ending, here, keepState);
      if (interrupted?.() === true) return endAt('interrupted', here, keepState);
      if (evaluated) due = point.step + pace(point);
      checkpoint?.(() => ({
        at: plainPoint(point),
        loop: { loss: at, initialLoss, due, judged, gone },
        monitor: monitor.save(),
        ...(search && { search: search.save() }),
        ...(snapshots && { snapshots: snapshots.save() }),
      }));
    }
  } catch (error) {
    here?.place.free();
    throw error;
  } finally {
    path.return('interrupted');
  }
}

/** Before the first point. */
const start = { due: 0, judged: false, gone: false };
