import type { SpecOf } from './axis.ts';
import { defaults } from './defaults.ts';
import { means, positive, whole, yesNo } from './field.ts';

/** When a run ends: whichever comes first. */
export const stopKeys = {
  loss: positive('give the training loss to reach')
    .exactOptional()
    .meta(
      means('The target: the run ends where the loss on all training examples is at or below it.', {
        example: 0.02,
      }),
    ),
  steps: whole(1, 'give the largest number of steps')
    .exactOptional()
    .meta(
      means(
        `The largest number of steps; ${defaults.stopSteps} is added where there is a loss alone.`,
        { example: 2000 },
      ),
    ),
  epochs: positive('give the largest number of epochs')
    .exactOptional()
    .meta(means('The largest number of passes over the training examples.', { example: 50 })),
  time: positive('give the largest training time Σ dt')
    .exactOptional()
    .meta(means('The largest training time Σ dt; of descent Σ η.', { example: 25 })),
  stall: yesNo.exactOptional().meta(
    means(
      'Whether a run towards a loss ends as stalled once the second half of its steps, over 400 evaluations, brought no new lowest loss.',
      {
        default: true,
        source: 'a target out of reach costs no more',
        example: false,
        beside: { loss: 0.02 },
      },
    ),
  ),
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
