import type { Schedule } from './schedules.ts';
import type { ErrorEstimate } from './solver.ts';
import type { Clock } from './term.ts';

/** Accepts or rejects steps, and chooses the next dt. */
export interface Controller {
  /** True if dt follows the error; a step of such a controller may be shortened to end at a given time. */
  readonly adaptive: boolean;
  /** The first dt, in training time. */
  readonly dt0: number;
  /** dt of every step, where it is known beforehand and changes. */
  readonly schedule?: Schedule;
  adapt(attempt: Attempt): { readonly accept: boolean; readonly dt: number };
}

export interface Attempt {
  readonly at: Clock;
  readonly error: ErrorEstimate | null;
  /** Order q of the solution that the error belongs to: the error goes as dt^{q+1}. */
  readonly order: number;
}

/**
 * Always accept; dt never changes.
 *
 * @example
 * const method = { term: descend(objective), solver: adam(), controller: constant(0.001) };
 * const path = [...integrate(method, theta0, { steps: 3 })];
 * console.log(path.map(({ t }) => t.toFixed(3)).join(' ')); // 0.000 0.001 0.002 0.003
 */
export const constant = (dt: number): Controller => ({
  adaptive: false,
  dt0: dt,
  adapt: () => ({ accept: true, dt }),
});

/** Always accept; dt is that of the schedule. */
export const scheduled = (schedule: Schedule): Controller => ({
  adaptive: false,
  dt0: schedule(0),
  schedule,
  adapt: ({ at }) => ({ accept: true, dt: schedule(at.step + 1) }),
});

/** First dt of an adaptive flow: growth by up to 5 a step makes its value matter little; chosen by trial. */
const DT0 = 1e-3;

/**
 * Keeps ‖local error‖ ≤ tolerance ‖θ‖.
 *
 * dt ← dt · clamp(0.8 (tolerance ‖θ‖/‖error‖)^{1/(order+1)}, 0.1, 5): the elementary controller of
 * Hairer, Nørsett & Wanner, Solving ODEs I, §II.4, with the limits of RKC (Sommeijer et al. 1998, §3).
 *
 * `adapt` throws Error if the solver gives no error estimate.
 */
export const adaptive = (tolerance: number, dt0 = DT0): Controller => ({
  adaptive: true,
  dt0,
  adapt({ at, error, order }) {
    if (error === null)
      throw new Error('an adaptive controller needs a solver with an error estimate');
    const scaled = error.error / (tolerance * error.size); // accept iff ≤ 1; NaN is not
    const factor = Number.isFinite(scaled) ? 0.8 * scaled ** (-1 / (order + 1)) : 0;
    return { accept: scaled <= 1, dt: at.dt * Math.min(5, Math.max(0.1, factor)) };
  },
});
