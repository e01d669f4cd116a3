import { integerAtLeast } from '../../core/check.ts';
import { compile, type Precision } from '../../engine/program/compile.ts';
import { dispose } from '../../engine/tensors/memory.ts';
import { readScalar } from '../../engine/tensors/precise.ts';
import type { Params, Tensor } from '../../engine/tensors/tensor.ts';
import { begin, type Checkpoint, copy } from './checkpoint.ts';
import type { Controller } from './controller.ts';
import { courseOf, dueAfter, nearer } from './course.ts';
import type { Ending } from './ending.ts';
import { everySteps, never, type Pace } from './pace.ts';
import { norm } from './params-algebra.ts';
import { type Place, placeOf } from './place.ts';
import type { Solver, SolverState, Stepper, Told, Turn } from './solver.ts';
import { oneTaken, stretchTaken, type Taken } from './taken.ts';
import type { Clock, Term } from './term.ts';
import { type StepLoss, type TrajectoryPoint, trajectoryPoint } from './trajectory-point.ts';
import { turning } from './turning.ts';

/** What is solved, and how. Every training method in the lab is a value of this type. */
export interface Method {
  readonly term: Term;
  readonly solver: Solver;
  readonly controller: Controller;
}

export interface IntegrateOptions extends Told {
  readonly steps?: number;
  /** Training time at which to end; an adaptive controller ends at it exactly, a fixed step within dt/2. */
  readonly time?: number;
  readonly precision?: Precision;
  /** ‖θ‖ beyond which the trajectory has diverged; far beyond any useful weights. */
  readonly escape?: number;
  /** Steps between evaluations of ‖θ‖; one costs about a tenth of a small step. */
  readonly watch?: number;
  /**
   * Accepted steps from one yielded point to the next, counted from step 0, or how far the next one is; constant
   * steps in between run several a call.
   */
  readonly stride?: number | Pace;
  /** Smallest dt that an adaptive controller may ask for. */
  readonly dtMin?: number;
  readonly resume?: Checkpoint;
  /** What the solver carries at the start, of a trajectory by one of the same name, its steps counted from this start; absent: it is at rest. */
  readonly carried?: SolverState | undefined;
  /** Where points get the full loss, if `look` says what it is; by default all do. Others may have none. */
  readonly lookAt?: Pace;
  /** How many steps until the caller may want to end, or to have a point's weights; a call of many steps does not go further. */
  readonly untilPause?: Pace;
  /** A loss at or below which a call of many steps need not go on, since the trajectory will end there. */
  readonly enough?: number;
  /** The solver as it was bound to the term in this precision, to follow several paths without compiling anew; the caller's to free. */
  readonly stepper?: Stepper;
}

/**
 * Yields the start and every accepted step, or those that are a `stride` apart, and the end; returns why it stopped.
 *
 * Frees all that it made.
 *
 * @throws RangeError if the stride is a number that is no integer ≥ 1
 * @example
 * for (const { step, t } of integrate(gradientDescent(objective, 0.1), theta0, { steps: 2 }))
 *   console.log(step, t.toFixed(1));
 * // → 0 0.0
 * // → 1 0.1
 * // → 2 0.2
 */
export function* integrate(
  { term, solver, controller }: Method,
  theta0: Params,
  options: IntegrateOptions = {},
): Generator<TrajectoryPoint, Ending> {
  const { steps = Infinity, time = Infinity, precision = 'single', resume } = options;
  const { escape: bound = 1e6, watch = 16, stride = 1, dtMin = 1e-12 } = options;
  const { enough = Number.NEGATIVE_INFINITY, untilPause = never } = options;
  const pace =
    typeof stride === 'number' ? everySteps(integerAtLeast('stride', stride, 1)) : stride;
  const { lookAt = pace } = options;
  const stepper = options.stepper ?? solver.bind(term, precision, options);
  const length = compile((theta) => [norm(theta)], precision);
  const turned = options.turns === true ? turning(precision) : undefined;
  const { adaptive, schedule } = controller;
  let now = placeOf(
    resume === undefined ? begin(stepper, theta0, controller.dt0, options.carried) : copy(resume),
  );
  const { origin } = now.at();
  const course = courseOf(controller, { steps, time, watch, pace, lookAt, origin });
  const turnsFrom = now.step + 2;
  /** The point shown last: `at` of the next one starts from it. */
  let shown = now.hold();
  let taken: Taken | undefined;
  let due = dueAfter(now, { pace, lookAt });
  let told = nothing();
  /** Points that a call may pass through; few where they are asked for their weights, which costs their steps again. */
  let points = Infinity;
  /** Calls of one step since the last one of more. */
  let ones = 0;
  try {
    turned?.add(now.at().theta);
    yield trajectoryPoint(stepper, now, undefined, { ...told, schedule });
    while (!course.over(now)) {
      const { stretches } = stepper;
      const most = adaptive ? 0 : (stretches?.room() ?? 0);
      const room = most > 0 ? Math.min(most, untilPause(now)) : 0;
      const plan = room > 0 ? course.ahead(now, due, room, points) : undefined;
      ones = plan?.clocks.length === 1 ? ones + 1 : 0;
      const alone = ones > ONES && turned === undefined ? stretches?.one : undefined;
      if (stretches && plan && alone === undefined) {
        taken = stretchTaken(stretches, now, plan, enough);
      } else {
        const take = alone ?? stepper.step;
        const next = oneTaken(now, { take, solver, controller, course, time, turned });
        if ('again' in next) {
          if (shown === now) {
            shown.free();
            shown = next.again.hold();
          }
          now.free();
          now = next.again;
          if (!(now.dt >= dtMin)) return 'step-too-small';
          continue;
        }
        taken = next;
      }
      let known = now;
      let left: Place | undefined;
      let before: Clock = now;
      for (const [i, clock] of taken.clocks.entries()) {
        const began = taken.losses[i];
        if (began !== undefined) told.losses.push({ step: before.step, t: before.t, loss: began });
        const turn = taken.turns[i];
        if (turn !== undefined && clock.step >= turnsFrom) told.turns.push(turn);
        before = clock;
        const measured = taken.measured.get(i + 1);
        if (clock.step % watch === 0) {
          const size = measured?.size ?? measure(length, taken.end.at().theta);
          if (!(size <= bound)) return 'diverged';
        }
        // Where dt changes, a time may be nearer than it seemed.
        if (adaptive || schedule !== undefined) due = nearer(due, clock, { pace, lookAt });
        if (clock.step < due.point && !course.over(clock)) continue;
        const place = taken.place(i + 1, known);
        const point = trajectoryPoint(stepper, place, shown, { ...told, schedule, measured });
        try {
          yield point;
        } finally {
          shown.free();
          shown = place;
        }
        told = nothing();
        due = dueAfter(clock, { pace, lookAt }, due);
        if (place.asked()) {
          known = place;
          // At the end of a call weights are there anyway.
          if (i + 1 < taken.clocks.length) points = 1;
        } else points *= 2;
        // A look that was not foreseen: to be taken along, the steps from here on are taken again.
        if (options.look !== undefined && unforeseen(taken, due.look - clock.step + i + 1)) {
          left = place.hold();
          break;
        }
      }
      now.free();
      now = left ?? taken.end.hold();
      taken.end.free();
      taken = undefined;
    }
    return 'completed';
  } finally {
    taken?.end.free();
    shown.free();
    now.free();
    length.dispose();
    turned?.dispose();
    if (options.stepper === undefined) stepper.dispose();
  }
}

/** Calls of one step in a row after which a graph of a single step pays. */
const ONES = 32;

/** What the steps since the last point told. */
const nothing = (): { readonly losses: StepLoss[]; readonly turns: Turn[] } => ({
  ...{ losses: [], turns: [] },
});

/** Whether the loss is due after one of the steps taken, the k-th, and was not looked at there. */
const unforeseen = ({ clocks, measured }: Taken, k: number): boolean =>
  k <= clocks.length && measured.size > 0 && measured.get(k)?.loss === undefined;

function measure(length: (theta: Params) => Tensor[], theta: Params): number {
  const [size] = length(theta);
  const value = readScalar(size!);
  dispose(size!);
  return value;
}
