import type { Precision } from '../../engine/program/compile.ts';
import { clone } from '../../engine/tensors/memory.ts';
import { type Checkpoint, copy } from './checkpoint.ts';
import type { Controller } from './controller.ts';
import type { Method } from './integrate.ts';
import { total } from './work.ts';

/** Where a branch starts. */
export interface Branch {
  /** For `integrate` to resume from with the new method. Its tensors are the caller's to free. */
  readonly checkpoint: Checkpoint;
  /** Whether the solver goes on with what it carried, or starts anew from θ. */
  readonly solver: 'kept' | 'anew';
}

/**
 * Leaves a trajectory of the method `from` at a checkpoint, to go on by another method.
 *
 * θ, t and the number of the step are kept, so that mini-batches, noise and schedules are those of that step.
 * What the solver carries is kept where both have the solver of one name (a velocity goes on under another β,
 * η or batch), and what follows from the term, as f(θ) in embedded Runge–Kutta methods and rkc2, where solver and
 * term are the same objects too. Else the solver starts anew: velocities at zero, Adam's corrections at its first
 * step. dt is the new controller's, unless both are adaptive. Without a change the bytes are those of one run.
 *
 * A solver that starts anew costs what its start costs: one gradient for a flow under error control, and 20
 * Hessian–vector products more for rkc2.
 */
export function branch(
  at: Checkpoint,
  from: Method,
  to: Method,
  precision: Precision = 'single',
): Branch {
  const same = from.term === to.term && from.solver === to.solver;
  const kept = same || (from.solver.name === to.solver.name && to.solver.ofTerm !== true);
  const place = kept ? copy(at) : started(at, to, precision);
  const solver = kept ? 'kept' : 'anew';
  if (from.controller === to.controller) return { checkpoint: place, solver };
  const dt = nextStep(at, from.controller, to.controller);
  return { checkpoint: { ...place, dt, origin: { step: at.step, t: at.t } }, solver };
}

function started(at: Checkpoint, { term, solver }: Method, precision: Precision): Checkpoint {
  const stepper = solver.bind(term, precision);
  try {
    const { state, work } = stepper.init(at.theta, at.step);
    return { ...at, theta: clone(at.theta), solver: state, work: total(at.work, work) };
  } finally {
    stepper.dispose();
  }
}

function nextStep({ dt, step }: Checkpoint, from: Controller, to: Controller): number {
  if (from.adaptive && to.adaptive) return dt;
  return to.schedule?.(step) ?? to.dt0;
}
