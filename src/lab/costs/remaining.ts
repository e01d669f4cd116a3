/** A run that is not finished yet. */
interface Open {
  /** Seconds that it was expected to take, one at a time. */
  readonly expected: number;
  /** When it began here, by the clock of the caller in seconds, and how much of it was done by then; undefined: it has not begun. */
  readonly began?: { readonly at: number; readonly done: number };
  /** How much is done, 0 … 1. */
  readonly done: number;
}

/** Tells how long the runs that are left will take. */
export interface Remaining {
  /** A run is at this share of its work; the first share that is told is what it begins with, so that a run that goes on from a checkpoint is no faster than others. */
  progress(id: string, fraction: number, now: number): void;
  /** A run is over: it took so many seconds here, or was computed elsewhere. */
  ended(id: string, seconds?: number): void;
  /** A run failed, which says nothing of the pace. */
  failed(id: string): void;
  /** Seconds until the last run is over; undefined while too little was seen to say. */
  seconds(now: number): number | undefined;
}

/** Seconds before which nothing is said, and the share of the work that is to be seen by then. */
const EARLIEST = 8;
const SHARE = 0.02;
/** A share that a run may begin at and still be new. */
const NEW = 0.02;

/**
 * The time that is left of runs of such expected seconds, at most `lanes` at a time, begun at `start` on the caller's clock.
 *
 * The expectation says how much work a run is; how fast it goes is measured, over what was done here so far: work that is done over the seconds
 * that it took. What is left is divided among as many as were seen under way at once, and is no less than what the longest run has left.
 */
export function remaining(
  expected: ReadonlyMap<string, number>,
  lanes: number,
  start: number,
): Remaining {
  const open = new Map<string, Open>(
    [...expected].map(([id, seconds]) => [id, { expected: seconds, done: 0 }]),
  );
  const whole = [...expected.values()].reduce((a, b) => a + b, 0);
  /** Of the runs that ended here: expected seconds of what was done, and seconds. */
  const seen = { work: 0, seconds: 0, runs: 0, elsewhere: 0 };
  /** Runs that were under way at once: of a queue nobody knows beforehand how many there will be. */
  let atOnce = 1;
  return {
    progress(id, fraction, now) {
      const run = open.get(id);
      if (run === undefined) return;
      const resumed = fraction > NEW ? fraction : 0;
      open.set(id, { ...run, done: fraction, began: run.began ?? { at: now, done: resumed } });
      const begun = [...open.values()].filter(({ began }) => began !== undefined).length;
      atOnce = Math.min(lanes, Math.max(atOnce, begun));
    },
    ended(id, seconds) {
      const run = open.get(id);
      open.delete(id);
      if (run !== undefined && seconds === undefined) seen.elsewhere += run.expected;
      // One that was not seen to train went on from a checkpoint behind that.
      if (run?.began === undefined || seconds === undefined) return;
      seen.work += run.expected * (1 - run.began.done);
      seen.seconds += seconds;
      seen.runs++;
    },
    failed: (id) => void open.delete(id),
    seconds(now) {
      if (now - start < EARLIEST) return undefined;
      let { work, seconds } = seen;
      for (const { expected: size, began, done } of open.values())
        if (began !== undefined) {
          work += size * (done - began.done);
          seconds += now - began.at;
        }
      if (seen.runs === 0 && work < SHARE * whole) return undefined;
      if (work <= 0 || seconds <= 0) return undefined;
      const pace = seconds / work;
      const left = [...open.values()].map(({ expected: size, done }) => pace * size * (1 - done));
      const all = left.reduce((a, b) => a + b, 0);
      // Others do their share of what is left, as of what was done.
      const own = work / (work + seen.elsewhere);
      return Math.max((own * all) / Math.max(1, Math.min(atOnce, left.length)), ...left, 0);
    },
  };
}
