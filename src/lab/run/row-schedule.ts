import { fields, type Resumable, together } from '../../core/resumable.ts';
import { earliest, multipleAfter, type Pace, ROUND } from '../../dynamics/integrate/pace.ts';
import type { TrajectoryPoint } from '../../dynamics/integrate/trajectory-point.ts';
import type { PointsSpec } from '../experiment/run-spec.ts';

/** The range that `points` rows cover, evenly spaced in log step. */
const DECADES = 4;

/** The step at which the row after one of this step is due. */
const after = (step: number, points: number): number =>
  Math.max(step + 1, Math.ceil(step * 10 ** (DECADES / points)));

/**
 * Which evaluations of the loss become rows of the series: the first, and about `points` more over four decades, evenly spaced in log step.
 *
 * The rule needs no knowledge of when the run ends: an evaluation is a row once its step is that of the row before,
 * times 10^{4/points}, or more.
 */
function rowSchedule(points: number): Schedule {
  const own = { next: 0 };
  return {
    ...fields<ScheduleState>(own),
    until: ({ step }) => Math.max(1, own.next - step),
    due(step) {
      if (step < own.next) return false;
      own.next = after(step, points);
      return true;
    },
  };
}

/** Which of ascending steps, or times, are due. */
interface Schedule extends Resumable<ScheduleState> {
  /** Whether this one is; asked once of each. */
  due(at: number): boolean;
  /** Steps until one may be, as far as dt stays what it is. */
  readonly until: Pace;
}

/** From where on the next one is due. */
interface ScheduleState {
  readonly next: number;
}

/** The first steps of such rows, from 0 until they are `apart` steps from each other. */
export function firstRows(points: number, apart: number): readonly number[] {
  const steps = [0];
  for (let next = 1; next - steps.at(-1)! < apart; next = after(next, points)) steps.push(next);
  return steps;
}

/** The first evaluation, and the first at or after each multiple of `every`, in steps or in training time. */
export function everySchedule(every: number, of: 'step' | 't'): Schedule {
  const own = { next: 0 };
  return {
    ...fields<ScheduleState>(own),
    until: (at) =>
      Math.max(1, Math.ceil((own.next * (1 - ROUND) - at[of]) / (of === 't' ? at.dt : 1))),
    due(at) {
      // Times are sums of dt: one a round-off short of a multiple is at it.
      if (at < own.next * (1 - ROUND)) return false;
      own.next = multipleAfter(at, every);
      return true;
    },
  };
}

/** Which evaluations of the loss are due. */
export interface Evaluations extends Resumable<unknown> {
  /** Whether this one is; asked once of each, in order. */
  due(at: Pick<TrajectoryPoint, 'step' | 't'>): boolean;
  /** Steps until one may be due, as far as dt stays what it is. */
  readonly until: Pace;
}

/** Which evaluations are due by several rules: those that any of them says. */
export function dueOf({ points, every, time }: PointsSpec): Evaluations {
  const rules = [
    ...(points === undefined ? [] : [{ rule: rowSchedule(points), of: 'step' as const }]),
    ...(every === undefined ? [] : [{ rule: everySchedule(every, 'step'), of: 'step' as const }]),
    ...(time === undefined ? [] : [{ rule: everySchedule(time, 't'), of: 't' as const }]),
  ];
  return {
    ...together(Object.fromEntries(rules.map(({ rule }, i) => [i, rule]))),
    // Each rule must see each evaluation.
    due: (at) => rules.filter(({ rule, of }) => rule.due(at[of])).length > 0,
    until: earliest(rules.map(({ rule }) => rule.until)),
  };
}
