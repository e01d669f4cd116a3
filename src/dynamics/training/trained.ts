import { clone } from '../../engine/tensors/memory.ts';
import type { Params, Tensor } from '../../engine/tensors/tensor.ts';
import { copyState, freeState } from '../integrate/checkpoint.ts';
import type { Ending } from '../integrate/ending.ts';
import type { Place } from '../integrate/place.ts';
import type { SolverState } from '../integrate/solver.ts';
import type { TrajectoryPoint } from '../integrate/trajectory-point.ts';
import type { Work } from '../integrate/work.ts';
import type { Catapult } from './catapult.ts';
import type { LossAverage } from './loss-window.ts';
import type { StopMonitor } from './stop-monitor.ts';
import type { TargetStep } from './target-search.ts';

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
  /** Where the step was looked for that reaches the target, under noise: the mean of the loss that reached it. */
  readonly average?: LossAverage;
  readonly work: Work;
  /** What the solver carries there, the caller's as the weights are; absent unless requested, and where a step was cut short. */
  readonly solver?: SolverState;
}

/** A place that a training has come to. */
export interface Here extends Omit<Trained, 'ending' | 'theta' | 'solver'> {
  /** The caller's to free. */
  readonly place: Place;
}

/** This point as a place of the training. */
export const hereAt = (
  point: TrajectoryPoint,
  { loss, initialLoss }: Pick<Here, 'loss' | 'initialLoss'>,
): Here => ({
  ...{ step: point.step, t: point.t, work: point.work, loss, initialLoss },
  place: point.hold(),
});

/** The end of a training at a place of it, which it frees. */
export function endAt(ending: Ending, { place, ...here }: Here, keepState = false): Trained {
  const { theta, solver } = place.at();
  const end = {
    ...{ ending, ...here, theta: clone(theta) },
    ...(keepState && { solver: copyState(solver) }),
  };
  place.free();
  return end;
}

/** The end at the step that reaches the target, in place of where the training has come to meanwhile. */
export function reached(
  { checkpoint, loss, average }: TargetStep,
  { place, initialLoss }: Here,
  keepState = false,
): Trained {
  const { theta, solver, step, t, work } = checkpoint;
  place.free();
  if (!keepState) freeState(solver);
  return {
    ...{ ending: 'reached', theta: [...theta], step, t, loss, work, initialLoss },
    ...(keepState && { solver }),
    ...(average && { average }),
  };
}

/** Judges by the loss where the time ended between two evaluations; the monitor is absent where that is done. */
export function finish(
  ending: Ending,
  here: Here,
  loss: (theta: Params) => number,
  monitor: StopMonitor | undefined,
  keepState = false,
): Trained {
  if (ending === 'diverged') return endAt(ending, { ...here, loss: Number.NaN }, keepState);
  if (monitor === undefined) return endAt(ending, here, keepState);
  const last = Number.isNaN(here.loss) ? loss(here.place.at().theta) : here.loss;
  const verdict = monitor.judge(here, last);
  const known = verdict === 'reached' || verdict === 'diverged';
  const judged = ending === 'completed' && known ? verdict : ending;
  return endAt(judged, { ...here, loss: last }, keepState);
}
