import { integerAtLeast } from '../../core/check.ts';
import { compile, type Precision } from '../../engine/program/compile.ts';
import { dispose } from '../../engine/tensors/memory.ts';
import { readScalar } from '../../engine/tensors/precise.ts';
import type { Params, Tensor } from '../../engine/tensors/tensor.ts';
import { begin, type Checkpoint, copy, free } from './checkpoint.ts';
import type { Controller } from './controller.ts';
import type { Ending } from './ending.ts';
import { everySteps, type Pace } from './pace.ts';
import { norm } from './params-algebra.ts';
import type { Solver, Stepper } from './solver.ts';
import type { Term } from './term.ts';
import { type StepLoss, type TrajectoryPoint, trajectoryPoint } from './trajectory-point.ts';
import { total } from './work.ts';

/** What is solved, and how. Every training method in the lab is a value of this type. */
export interface Method {
  readonly term: Term;
  readonly solver: Solver;
  readonly controller: Controller;
}

export interface IntegrateOptions {
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
  /** Gives points the losses at which steps began; for solvers of fixed steps. */
  readonly losses?: boolean;
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
  const { losses = false } = options;
  const stepper = options.stepper ?? solver.bind(term, precision, losses);
  const length = compile((theta) => [norm(theta)], precision);
  const constant = !controller.adaptive && controller.schedule === undefined;
  const pace =
    typeof stride === 'number' ? everySteps(integerAtLeast('stride', stride, 1)) : stride;
  const over = (t: number, dt: number) => !(t < time - (controller.adaptive ? 0 : dt / 2));
  let now = resume === undefined ? begin(stepper, theta0, controller.dt0) : copy(resume);
  let last: Checkpoint | undefined;
  let shown = true;
  let due = now.step + pace(now);
  let seen: StepLoss[] = [];
  try {
    yield trajectoryPoint(stepper, now, last, { losses: seen, schedule: controller.schedule });
    while (now.step < steps && !over(now.t, now.dt)) {
      const shortened = controller.adaptive && now.t + now.dt >= time;
      const at = { step: now.step, t: now.t, dt: shortened ? time - now.t : now.dt };
      // Steps until the next yield, evaluation or end: only constant steps may be taken several at a time.
      const room = constant
        ? Math.min(
            due - now.step,
            watch - (now.step % watch),
            steps - now.step,
            Math.ceil((time - at.dt / 2 - now.t) / at.dt),
          )
        : 1;
      const next = stepper.steps?.(now.theta, at, now.solver, room) ?? {
        ...stepper.step(now.theta, at, now.solver),
        taken: 1,
      };
      const { accept, dt } = controller.adapt({
        at,
        error: next.error,
        order: solver.errorOrder ?? solver.order,
      });
      const work = total(now.work, next.work);
      if (!accept) {
        free({ theta: next.theta, solver: next.state });
        now = { ...now, dt, work };
        if (!(dt >= dtMin)) return 'step-too-small';
        continue;
      }
      const step = now.step + next.taken;
      // A constant step's time is a product, so that 1,000 steps of 0.1 end at 100.
      const { origin = { step: 0, t: 0 } } = now;
      const steady = (k: number) => origin.t + (k - origin.step) * at.dt;
      for (const [i, loss] of (next.losses ?? []).entries())
        seen.push({ step: now.step + i, t: i === 0 ? now.t : steady(now.step + i), loss });
      const t = shortened ? time : constant ? steady(step) : now.t + at.dt;
      // The point last yielded stays, since `at` starts from it; those passed over are freed.
      if (shown) {
        if (last !== undefined) free(last);
        last = now;
      } else free(now);
      now = { ...now, step, t, dt, theta: next.theta, solver: next.state, work };
      shown = false;
      if (step % watch === 0 && !(measure(length, now.theta) <= bound)) return 'diverged';
      // Where dt changes, a time may be nearer than it seemed.
      if (!constant) due = Math.min(due, step + pace(now));
      if (step >= due || step === steps || over(t, dt)) {
        yield trajectoryPoint(stepper, now, last, { losses: seen, schedule: controller.schedule });
        shown = true;
        due = step + pace(now);
        seen = [];
      }
    }
    return 'completed';
  } finally {
    if (last !== undefined) free(last);
    free(now);
    length.dispose();
    if (options.stepper === undefined) stepper.dispose();
  }
}

function measure(length: (theta: Params) => Tensor[], theta: Params): number {
  const [size] = length(theta);
  const value = readScalar(size!);
  dispose(size!);
  return value;
}
