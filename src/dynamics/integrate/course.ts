import type { Checkpoint } from './checkpoint.ts';
import type { Controller } from './controller.ts';
import type { Pace } from './pace.ts';
import type { Asked, Stop } from './solver.ts';
import type { Clock } from './term.ts';

/** How far the next point is, and the next step after which the loss is looked at. */
interface Paces {
  readonly pace: Pace;
  readonly lookAt: Pace;
}

/** Where a trajectory goes in time, and where it is looked at. */
export interface CourseOptions extends Paces {
  readonly steps: number;
  readonly time: number;
  /** Steps between two evaluations of ‖θ‖. */
  readonly watch: number;
  /** From where the time of constant steps is counted. */
  readonly origin: Checkpoint['origin'];
}

/** Steps to be taken in one call. */
export interface Plan extends Pick<Asked, 'clocks' | 'stops'> {
  /** Where each of them ends. */
  readonly ends: readonly Clock[];
}

/** The clock of a trajectory. */
export interface Course {
  /** Whether the trajectory ends here. */
  over(at: Clock): boolean;
  /** After a step of known length to the next one, of length dt. */
  after(at: Clock, dt: number): Clock;
  /** The next steps, of a controller whose steps are known beforehand: `room` of them at most, and past so many points. */
  ahead(from: Clock, due: Due, room: number, points: number): Plan;
}

/** The steps at which the next point, and the next look at the loss, are due. */
export interface Due {
  readonly point: number;
  readonly look: number;
}

/** The course of a controller's steps. */
export function courseOf(controller: Controller, options: CourseOptions): Course {
  const { steps, time, watch, pace, lookAt, origin = { step: 0, t: 0 } } = options;
  const { adaptive, schedule } = controller;
  const constant = !adaptive && schedule === undefined;
  const over = ({ step, t, dt }: Clock) => step >= steps || !(t < time - (adaptive ? 0 : dt / 2));
  const after = (at: Clock, dt: number): Clock => {
    const step = at.step + 1;
    // A constant step's time is a product, so that 1,000 steps of 0.1 end at 100.
    const t = constant ? origin.t + (step - origin.step) * at.dt : at.t + at.dt;
    return { step, t, dt };
  };
  return {
    over,
    after,
    ahead(from, due, room, points) {
      const clocks: Clock[] = [];
      const ends: Clock[] = [];
      const stops: Stop[] = [];
      let { point, look } = due;
      let shown = 0;
      for (let at: Clock = from; clocks.length < room && shown < points && !over(at); ) {
        clocks.push(at);
        at = after(at, schedule?.(at.step + 1) ?? at.dt);
        ends.push(at);
        // Where dt changes, a time may be nearer than it seemed.
        if (!constant) ({ point, look } = nearer({ point, look }, at, options));
        const end = over(at);
        const looks = at.step >= look || end;
        if (looks || at.step % watch === 0) stops.push({ taken: clocks.length, look: looks });
        if (looks) look = at.step + lookAt(at);
        if (at.step < point && !end) continue;
        point = at.step + pace(at);
        shown++;
      }
      if (stops.at(-1)?.taken !== clocks.length) stops.push({ taken: clocks.length, look: false });
      return { clocks, ends, stops };
    },
  };
}

/** Where the next point and the next look are due after this place; a look that is still ahead stays. */
export const dueAfter = (at: Clock, { pace, lookAt }: Paces, before?: Due): Due => ({
  point: at.step + pace(at),
  look: before !== undefined && before.look > at.step ? before.look : at.step + lookAt(at),
});

/** The same where dt has changed: a time may be nearer than it seemed. */
export const nearer = ({ point, look }: Due, at: Clock, { pace, lookAt }: Paces): Due => ({
  point: Math.min(point, at.step + pace(at)),
  look: Math.min(look, at.step + lookAt(at)),
});
