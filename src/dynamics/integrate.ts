import { compile, type Precision } from '../engine/compile.ts';
import { clone, dispose } from '../engine/memory.ts';
import { readScalar } from '../engine/precise.ts';
import type { Params, Tensor } from '../engine/tensor.ts';
import { norm } from './arithmetic.ts';
import type { Controller } from './controller.ts';
import type { Ending } from './ending.ts';
import type { Solver, SolverState, Step, Stepper, Work } from './solver.ts';
import type { Term } from './term.ts';

/** What is solved, and how. Every training method in the lab is a value of this type. */
export interface Method {
  readonly term: Term;
  readonly solver: Solver;
  readonly controller: Controller;
}

/** A point of a trajectory; its tensors live until the next one is asked for. */
export interface Point {
  /** Accepted steps so far. */
  readonly step: number;
  /** Training time, Σ dt: for gradient descent η times the step. */
  readonly t: number;
  readonly theta: Params;
  /** Evaluations spent so far, rejected steps included. */
  readonly work: Work;
  /** Where the step that led here began; 0 at the start. */
  readonly from: number;
  /**
   * θ at a time in [from, t], by a shorter step of the same solver from `from`: the trajectory itself
   * is not disturbed. The caller frees it.
   */
  at(time: number): Tensor[];
  /** All that is needed to go on from here, bit for bit. */
  checkpoint(): Checkpoint;
}

/** A place to resume from. Its tensors belong to whoever asked for it. */
export interface Checkpoint {
  readonly step: number;
  readonly t: number;
  readonly dt: number;
  readonly theta: Params;
  readonly solver: SolverState;
  readonly work: Work;
}

export interface IntegrateOptions {
  readonly steps?: number;
  /** Training time at which to end; an adaptive controller lands on it, a fixed step comes within dt/2. */
  readonly time?: number;
  readonly precision?: Precision;
  /** ‖θ‖ beyond which the trajectory has diverged; far beyond any useful weights. */
  readonly escape?: number;
  /** Steps between looks at ‖θ‖; a look costs about a tenth of a small step. */
  readonly watch?: number;
  /** Smallest dt that an adaptive controller may ask for. */
  readonly dtMin?: number;
  readonly resume?: Checkpoint;
}

/** Yields the start and every accepted step; returns why it stopped. Frees all that it made. */
export function* integrate(
  { term, solver, controller }: Method,
  theta0: Params,
  options: IntegrateOptions = {},
): Generator<Point, Ending> {
  const {
    steps = Infinity,
    time = Infinity,
    precision = 'single',
    escape: bound = 1e6,
    watch = 16,
    dtMin = 1e-12,
    resume,
  } = options;
  const stepper = solver.bind(term, precision);
  const length = compile((theta) => [norm(theta)]);
  let now = resume === undefined ? begin(stepper, theta0, controller.dt0) : copy(resume);
  let last: Checkpoint | undefined;
  const slack = controller.adaptive ? 0 : controller.dt0 / 2;
  try {
    yield point(stepper, now, last);
    while (now.step < steps && now.t < time - slack) {
      const landing = controller.adaptive && now.t + now.dt >= time;
      const at = { step: now.step, t: now.t, dt: landing ? time - now.t : now.dt };
      const next = stepper.step(now.theta, at, now.solver);
      const { accept, dt } = controller.adapt({ at, error: next.error, order: solver.order });
      const work = total(now.work, next.work);
      if (!accept) {
        release(next);
        now = { ...now, dt, work };
        if (!(dt >= dtMin)) return 'step-too-small';
        continue;
      }
      if (last !== undefined) free(last);
      last = now;
      now = {
        step: last.step + 1,
        // A constant step's time is a product, so that 1,000 steps of 0.1 end at 100.
        t: landing ? time : controller.adaptive ? last.t + at.dt : (last.step + 1) * at.dt,
        dt,
        theta: next.theta,
        solver: next.state,
        work,
      };
      if (now.step % watch === 0 && !(measure(length, now.theta) <= bound)) return 'diverged';
      yield point(stepper, now, last);
    }
    return 'completed';
  } finally {
    if (last !== undefined) free(last);
    free(now);
    length.dispose();
    stepper.dispose();
  }
}

function begin(stepper: Stepper, theta0: Params, dt: number): Checkpoint {
  const { state, work } = stepper.init(theta0);
  return { step: 0, t: 0, dt, theta: clone(theta0), solver: state, work };
}

function point(stepper: Stepper, now: Checkpoint, last: Checkpoint | undefined): Point {
  const from = last ?? now;
  return {
    step: now.step,
    t: now.t,
    theta: now.theta,
    work: now.work,
    from: from.t,
    at(time) {
      if (time === now.t) return clone(now.theta);
      if (time === from.t) return clone(from.theta);
      if (!(time > from.t && time < now.t))
        throw new RangeError(`invalid time; not in [${from.t}, ${now.t}]: ${time}`);
      const side = stepper.step(
        from.theta,
        { step: from.step, t: from.t, dt: time - from.t },
        from.solver,
      );
      for (const v of Object.values(side.state.vectors)) dispose(v);
      return [...side.theta];
    },
    checkpoint: () => copy(now),
  };
}

function measure(length: (theta: Params) => Tensor[], theta: Params): number {
  const [size] = length(theta);
  const value = readScalar(size!);
  dispose(size!);
  return value;
}

const total = (a: Work, b: Work): Work => ({
  gradients: a.gradients + b.gradients,
  hvps: a.hvps + b.hvps,
});

function copy(c: Checkpoint): Checkpoint {
  const vectors = Object.entries(c.solver.vectors).map(([k, v]) => [k, clone(v)] as const);
  return {
    ...c,
    theta: clone(c.theta),
    solver: { ...c.solver, vectors: Object.fromEntries(vectors) },
  };
}

/** Frees a checkpoint's tensors. */
export function free(c: Pick<Checkpoint, 'theta' | 'solver'>): void {
  dispose(c.theta);
  for (const v of Object.values(c.solver.vectors)) dispose(v);
}

const release = (s: Step): void => free({ theta: s.theta, solver: s.state });
