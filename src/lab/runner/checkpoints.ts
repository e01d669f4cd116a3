import type { RunState } from '../run/run-state.ts';

/** A checkpoint takes at most this share of the time from one to the next. */
const SHARE = 0.05;

interface Options {
  /** Seconds from one checkpoint to the next, > 0. */
  readonly every: number;
  readonly write: (state: RunState) => void;
  /** True once the run is to stop where it is. */
  readonly stopAsked: () => boolean;
  /** Called when it is, after a last checkpoint; throws. */
  readonly stop: () => never;
}

/**
 * Takes the state of a run every so many seconds, and once more where it is to stop: for what computes the run to call again and again.
 *
 * Where writing takes more than a twentieth of that time checkpoints are further apart, so that training is not slowed.
 */
export function checkpoints({
  every,
  write,
  stopAsked,
  stop,
}: Options): (state: () => RunState) => void {
  let next = performance.now() + 1000 * every;
  return (state) => {
    const stopping = stopAsked();
    const began = performance.now();
    if (!stopping && began < next) return;
    write(state());
    if (stopping) stop();
    const ended = performance.now();
    next = ended + Math.max(1000 * every, (ended - began) / SHARE);
  };
}
