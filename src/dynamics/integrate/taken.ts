import { type Checkpoint, copy, free } from './checkpoint.ts';
import type { Controller } from './controller.ts';
import type { Course, Plan } from './course.ts';
import { type Place, passed, placeOf } from './place.ts';
import type { Measured, Solver, Step, Stepper, Turn } from './solver.ts';
import type { Clock } from './term.ts';
import type { Turning } from './turning.ts';
import { times, total } from './work.ts';

/** Steps that one call took. */
export interface Taken {
  /** Where each of them ended. */
  readonly clocks: readonly Clock[];
  /** What the steps told, each a list of as many or empty. */
  readonly losses: readonly number[];
  readonly turns: readonly Turn[];
  readonly measured: ReadonlyMap<number, Measured>;
  /** Where the last one ended; the caller's to free. */
  readonly end: Place;
  /** Where one of them ended, by its place from 1 on, reached from a known place on the way; the caller's to free. */
  place(k: number, from: Place): Place;
}

/** A place from which a shorter step is to be tried. */
export interface Rejected {
  readonly again: Place;
}

/** What takes a single step. */
interface Single {
  readonly solver: Solver;
  readonly controller: Controller;
  readonly take: Stepper['step'];
  readonly course: Course;
  /** Where an adaptive controller ends exactly. */
  readonly time: number;
  readonly turned: Turning | undefined;
}

/** One step from a place, if its controller accepts it. */
export function oneTaken(
  from: Place,
  { take, solver, controller, course, time, turned }: Single,
): Taken | Rejected {
  const shortened = controller.adaptive && from.t + from.dt >= time;
  const at = { step: from.step, t: from.t, dt: shortened ? time - from.t : from.dt };
  const start = from.at();
  const step = take(start.theta, at, start.solver);
  const order = solver.errorOrder ?? solver.order;
  const { accept, dt } = controller.adapt({ at, error: step.error, order });
  if (!accept) {
    free({ theta: step.theta, solver: step.state });
    return { again: placeOf({ ...copy(start), dt, work: total(start.work, step.work) }) };
  }
  const after = course.after(at, dt);
  const to = shortened ? { ...after, t: time } : after;
  const end = placeOf(arrived(start, to, step));
  const turn = turned?.add(step.theta);
  return {
    ...{ clocks: [to], losses: step.losses ?? [], turns: turn === undefined ? [] : [turn], end },
    measured: new Map(),
    place: () => end.hold(),
  };
}

/** As many of the steps ahead of a place as one call takes; a loss of `enough` or less ends it. */
export function stretchTaken(
  stretches: NonNullable<Stepper['stretches']>,
  from: Place,
  { clocks, stops, ends }: Plan,
  enough: number,
): Taken {
  const { theta, solver: state } = from.at();
  const { taken, ...stretch } = stretches.take({ theta, state }, { clocks, stops, bound: enough });
  const end = placeOf(arrived(from.at(), ends[taken - 1]!, stretch));
  const each = times(1 / taken, stretch.work);
  /** The steps from a checkpoint on up to the k-th again, with the same bytes. */
  const again = (start: Checkpoint, k: number): Checkpoint => {
    let here = start;
    for (let done = start.step - from.step; done < k; done = here.step - from.step) {
      const last = here;
      const next = stretches.take(
        { theta: here.theta, state: here.solver },
        {
          clocks: clocks.slice(done, k),
          stops: [{ taken: k - done, look: false }],
          bound: Number.NEGATIVE_INFINITY,
        },
      );
      here = arrived(last, ends[done + next.taken - 1]!, next);
      if (last !== start) free(last);
    }
    return here;
  };
  return {
    ...{ clocks: ends.slice(0, taken), losses: stretch.losses ?? [], turns: stretch.turns },
    ...{ measured: stretch.measured, end },
    place: (k, base) =>
      k === taken
        ? end.hold()
        : passed({ ...ends[k - 1]!, work: total(from.work, times(k, each)) }, base, (start) =>
            again(start, k),
          ),
  };
}

/** The checkpoint after steps from another. */
const arrived = (
  from: Checkpoint,
  clock: Clock,
  { theta, state, work }: Pick<Step, 'theta' | 'state' | 'work'>,
): Checkpoint => ({ ...from, ...clock, theta, solver: state, work: total(from.work, work) });
