import type { SpecOf } from './axis.ts';
import { positive, whole, yesNo } from './field.ts';

/** When a run ends: whichever comes first. */
export const stopKeys = {
  /** Full training loss at or below which the run has reached its target. */
  loss: positive('give the training loss to reach').exactOptional(),
  steps: whole(1, 'give the largest number of steps').exactOptional(),
  epochs: positive('give the largest number of epochs').exactOptional(),
  time: positive('give the largest training time Σ dt').exactOptional(),
  /** False: a run towards `loss` goes on to its other rules though its loss has stalled. Absent: true. */
  stall: yesNo.exactOptional(),
};

export interface StopSpec extends SpecOf<typeof stopKeys> {
  /** All runs of the grid end at `loss` as nearly as their steps allow; absent: at the first evaluation at or below it. */
  readonly match?: 'loss';
}

/** By what the runs of a grid end alike: `match` of an experiment file. */
export const matches = ['loss', 'steps', 'epochs', 'time'] as const;
export type EndMatch = (typeof matches)[number];

/** What a file's `match` says of how runs end; undefined where it says nothing of it, as measures with their margins. */
export const endMatch = (match: unknown): EndMatch | undefined =>
  matches.find((name) => name === match);
