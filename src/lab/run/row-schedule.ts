import { multipleAfter, ROUND } from '../../dynamics/integrate/pace.ts';
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
function rowSchedule(points: number): (step: number) => boolean {
  let next = 0;
  return (step) => {
    if (step < next) return false;
    next = after(step, points);
    return true;
  };
}

/** The first steps of such rows, from 0 until they are `apart` steps from each other. */
export function firstRows(points: number, apart: number): readonly number[] {
  const steps = [0];
  for (let next = 1; next - steps.at(-1)! < apart; next = after(next, points)) steps.push(next);
  return steps;
}

/** The first evaluation, and the first at or after each multiple of `every`, in steps or in training time. */
export function everySchedule(every: number): (at: number) => boolean {
  let next = 0;
  return (at) => {
    // Times are sums of dt: one a round-off short of a multiple is at it.
    if (at < next * (1 - ROUND)) return false;
    next = multipleAfter(at, every);
    return true;
  };
}

/** Which evaluations are due by several rules: those that any of them says. */
export function dueOf({
  points,
  every,
  time,
}: PointsSpec): (at: Pick<TrajectoryPoint, 'step' | 't'>) => boolean {
  const rules = [
    ...(points === undefined ? [] : [{ due: rowSchedule(points), of: 'step' as const }]),
    ...(every === undefined ? [] : [{ due: everySchedule(every), of: 'step' as const }]),
    ...(time === undefined ? [] : [{ due: everySchedule(time), of: 't' as const }]),
  ];
  // Each rule must see each evaluation.
  return (at) => rules.filter(({ due, of }) => due(at[of])).length > 0;
}
