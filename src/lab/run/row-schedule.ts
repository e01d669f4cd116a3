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
export function rowSchedule(points: number): (step: number) => boolean {
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
    if (at < next * (1 - 1e-9)) return false;
    next = (Math.floor((at * (1 + 1e-9)) / every) + 1) * every;
    return true;
  };
}
