import { earliest, everySteps, everyTime, type Pace } from '../../dynamics/integrate/pace.ts';
import type { MeasureSpec, PointsSpec } from '../experiment/run-spec.ts';
import { firstRows } from './row-schedule.ts';

/**
 * Where the loss of a run is evaluated to be recorded, beside every so many steps at which its method has it evaluated: at
 * the first rows of the series, while they are closer, at every step or time that a file asks for, and where probes watch.
 */
export function recordingPace(
  evaluateEvery: number,
  { points, every, along = {} }: Pick<MeasureSpec, 'points' | 'every' | 'along'>,
  watched: readonly Pace[] = [],
): Pace {
  const asked: readonly PointsSpec[] = [{ ...(every && { every }) }, ...Object.values(along)];
  return earliest([
    atSteps(firstRows(points, evaluateEvery)),
    ...watched,
    ...asked.flatMap((own) => (own.every === undefined ? [] : [everySteps(own.every)])),
    ...asked.flatMap((own) => (own.time === undefined ? [] : [everyTime(own.time)])),
  ]);
}

/** A point at each of these ascending steps. */
const atSteps =
  (steps: readonly number[]): Pace =>
  ({ step }) =>
    (steps.find((one) => one > step) ?? Number.POSITIVE_INFINITY) - step;
