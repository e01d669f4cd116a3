/**
 * Which evaluations of the loss become rows of the series: the first, and about `points` more, evenly spaced in log step.
 *
 * The rule needs no knowledge of when the run ends: an evaluation is a row once its step is at least
 * `growth` times that of the last row. `decades` is the range that `points` rows should cover.
 */
export function rowSchedule(points: number, decades = 4): (step: number) => boolean {
  const growth = 10 ** (decades / points);
  let next = 0;
  return (step) => {
    if (step < next) return false;
    next = Math.max(step + 1, step * growth);
    return true;
  };
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
