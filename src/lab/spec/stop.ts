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

export type StopSpec = SpecOf<typeof stopKeys>;
