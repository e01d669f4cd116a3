import * as z from 'zod';
import { means, whole } from './field.ts';
import { most } from './limits.ts';

const remedy = 'give a count such as 24, or a list such as [1, 2, 3]';

/** `noises` of an experiment file: how many streams of mini-batches and injected noise every start is run under, or which. */
export const noisesFormat = z
  .union([
    whole(1, remedy).max(most.noises, { error: remedy }),
    z.array(whole(1, remedy), { error: remedy }).min(1, { error: remedy }),
  ])
  .optional()
  .meta(
    means(
      'Streams of mini-batches and injected noise that each seed is run under, a count (1 … n) or a list; left out, each seed has one of its own.',
      { example: 4 },
    ),
  );

/** The streams that a file asks for; none where it says nothing, and every seed has the one of its own. */
export const noisesOf = (noises: z.output<typeof noisesFormat>): readonly number[] | undefined =>
  typeof noises === 'number' ? Array.from({ length: noises }, (_, i) => i + 1) : noises;
