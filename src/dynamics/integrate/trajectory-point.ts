import { clone } from '../../engine/tensors/memory.ts';
import type { Params, Tensor } from '../../engine/tensors/tensor.ts';
import { type Checkpoint, copy, free, freeState } from './checkpoint.ts';
import type { Place } from './place.ts';
import type { Schedule } from './schedules.ts';
import type { Measured, SolverState, Stepper, Turn } from './solver.ts';
import type { Clock } from './term.ts';
import type { Work } from './work.ts';

/** Where a step began. */
export type Moment = Pick<Clock, 'step' | 't'>;

/** The loss at which a step began. */
export interface StepLoss extends Moment {
  readonly loss: number;
}

/**
 * A point of a trajectory; its tensors live until the next one is requested. Those of a point that a call of many steps passed
 * through are worked out again once they are asked for, which costs those steps.
 */
export interface TrajectoryPoint {
  /** Accepted steps so far. */
  readonly step: number;
  /** Training time, Σ dt: for gradient descent η times the step. */
  readonly t: number;
  /** That of the next step, in training time. */
  readonly dt: number;
  readonly theta: Params;
  /** What the solver carries. */
  readonly solver: SolverState;
  /** Evaluations spent so far, rejected steps included. */
  readonly work: Work;
  /** The loss at which each step since the point before began, on its own rows; empty unless requested. */
  readonly losses: readonly StepLoss[];
  /** How the path turned at each step since the point before, from the second on; empty unless requested. */
  readonly turns: readonly Turn[];
  /** The full loss here; absent where it was not looked at. */
  readonly loss?: number;
  /** Time of the point before this one; 0 at the start. */
  readonly from: number;
  /**
   * θ at a time in [from, t], by steps of the same solver from `from`, the last of them shorter: the
   * trajectory itself is not disturbed. The caller frees it.
   *
   * @throws RangeError for a time outside
   */
  at(time: number): Tensor[];
  /** The same with what the solver carries there; the caller frees it. */
  checkpointAt(time: number): Checkpoint;
  /** All that is needed to go on from here, bit for bit. */
  checkpoint(): Checkpoint;
  /** The same for `from`, where `at` starts. */
  departure(): Checkpoint;
  /** This place for longer, until it is freed: as long as the stepper that takes the steps. */
  hold(): Place;
}

/**
 * θ at a time, or undefined where the trajectory has not come that far. The caller frees it.
 *
 * Sums of dt carry round-off: a time within 1e-9 of a step's end is that step's end.
 *
 * @throws RangeError for a time before `from`
 */
export function weightsAt(point: TrajectoryPoint, time: number): Tensor[] | undefined {
  const near = timeWithin(point, time);
  return near === undefined ? undefined : point.at(near);
}

/** The same with what the solver carries. */
export function checkpointAt(point: TrajectoryPoint, time: number): Checkpoint | undefined {
  const near = timeWithin(point, time);
  return near === undefined ? undefined : point.checkpointAt(near);
}

function timeWithin(point: TrajectoryPoint, time: number): number | undefined {
  const near = Math.abs(time - point.t) <= 1e-9 * Math.max(1, Math.abs(time));
  return near ? point.t : time > point.t ? undefined : time;
}

/** How a point was reached: what the steps told, and the schedule if there is one. */
interface Arrival extends Pick<TrajectoryPoint, 'losses' | 'turns'> {
  readonly schedule: Schedule | undefined;
  readonly measured?: Measured | undefined;
}

/** The point at `now`, reached from the point at `last`. */
export function trajectoryPoint(
  stepper: Stepper,
  now: Place,
  last: Place | undefined,
  { schedule, measured, ...told }: Arrival,
): TrajectoryPoint {
  const from = last ?? now;
  const checkpointAt = (time: number): Checkpoint => {
    if (time === now.t) return copy(now.at());
    if (!(time >= from.t && time < now.t)) {
      throw new RangeError(`invalid time; not in [${from.t}, ${now.t}]: ${time}`);
    }
    return retrace(stepper, from.at(), now.step, time, schedule);
  };
  const { step, t, dt, work } = now;
  return {
    ...{ step, t, dt, work, ...told },
    ...(measured?.loss !== undefined && { loss: measured.loss }),
    get theta() {
      return now.at().theta;
    },
    get solver() {
      return now.at().solver;
    },
    from: from.t,
    at(time) {
      if (time === now.t) return clone(now.at().theta);
      const { theta, solver } = checkpointAt(time);
      freeState(solver);
      return [...theta];
    },
    checkpointAt,
    checkpoint: () => copy(now.at()),
    departure: () => copy(from.at()),
    hold: () => now.hold(),
  };
}

/** Times nearer to each other than this share of a step count as equal: sums of dt carry round-off. */
const ROUND = 1e-9;

/** Goes from a checkpoint to a time within the steps that followed it, the last of them number `last`. */
function retrace(
  stepper: Stepper,
  from: Checkpoint,
  last: number,
  time: number,
  schedule: Schedule | undefined,
): Checkpoint {
  let here = copy(from);
  const left = () => time - here.t;
  // A schedule that has come to zero would never get there.
  const end = schedule === undefined ? Infinity : last;
  while (here.step < end && left() > ROUND * here.dt) {
    const dt = left() > (1 - ROUND) * here.dt ? here.dt : left();
    const side = stepper.step(here.theta, { step: here.step, t: here.t, dt }, here.solver);
    free(here);
    const step = here.step + 1;
    const next = schedule?.(step) ?? here.dt;
    here = { ...here, step, t: here.t + dt, dt: next, theta: side.theta, solver: side.state };
  }
  return here;
}
