import type { Turn } from '../integrate/solver.ts';

/**
 * What the oscillation of a path does, as its later half shows it.
 *
 * `faded`: the path is smooth, or its oscillation a small share of what it was. `falling` and `rising`: it has changed
 * one way all along. `steady`: it has not changed. `bounded`: it has gone both up and down, as no sum of modes of a
 * linear map does for long, and last down; `restless`: the same, and last up.
 */
export type Oscillation = 'faded' | 'falling' | 'rising' | 'steady' | 'bounded' | 'restless';

/** Turns below this share of the step are a smooth path: an oscillation of a longest delay of 40 steps is above. */
const SMOOTH = 0.03;
/** Turns this small against the weights are float32's round-off. */
const ROUND_OFF = 4e-7;
/** An oscillation at this share of its largest has faded: none that grows can have been more than that share of it. */
const FADED = 0.01;
/** Relative change between two stretches that is none. */
const SAME = 1e-3;
/** Stretches of the later half that are compared. */
const STRETCHES = 4;

/**
 * Judges the steps of a path so far by the largest turns of each of four stretches of its later half.
 *
 * A mode of a linear map that multiplies by a z near the unit circle and away from 1 turns by |z − 1|² of its
 * amplitude at every step, smooth descent by (ηλ)² alone: the turns show an oscillation, and whether it grows, long
 * before the loss does. Close to the edge of stability they change by a factor of 1 + O(η/η_max − 1) a step.
 */
export function oscillationOf(turns: readonly Turn[]): Oscillation {
  const n = turns.length;
  const from = (i: number) => Math.floor(n / 2 + (n * i) / (2 * STRETCHES));
  const highest = (of: readonly Turn[]) => of.reduce((most, { turn }) => Math.max(most, turn), 0);
  const peaks = Array.from({ length: STRETCHES }, (_, i) =>
    highest(turns.slice(from(i), from(i + 1))),
  );
  const last = turns.slice(from(STRETCHES - 1));
  const now = peaks.at(-1)!;
  const longest = last.reduce((most, { length }) => Math.max(most, length), 0);
  const size = turns.at(-1)?.size ?? 0;
  if (now <= Math.max(SMOOTH * longest, ROUND_OFF * size, FADED * highest(turns))) return 'faded';
  const ups = peaks.slice(1).map((peak, i) => peak > peaks[i]! * (1 + SAME));
  const downs = peaks.slice(1).map((peak, i) => peak < peaks[i]! * (1 - SAME));
  if (ups.every(Boolean)) return 'rising';
  if (downs.every(Boolean)) return 'falling';
  if (!ups.some(Boolean) && !downs.some(Boolean)) return 'steady';
  return downs.at(-1) === true ? 'bounded' : 'restless';
}
