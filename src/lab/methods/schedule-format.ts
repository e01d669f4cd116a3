import * as z from 'zod';
import { fraction, means, positive, section, whole } from '../spec/field.ts';

const warmUp = whole(1, 'give the steps of the linear rise')
  .exactOptional()
  .meta(means('The steps of a linear rise of the rate before all else.', { example: 100 }));

const numbers = (one: z.ZodNumber, remedy: string) =>
  z.array(one, { error: remedy }).min(1, { error: remedy });

/** η of each step, from η₀ = `rate`; steps count from 0. See dynamics/integrate/schedules.ts. */
export const schedule = z.discriminatedUnion(
  'kind',
  [
    section('', { kind: z.literal('constant'), warmUp }).meta(means('η₀ at every step.')),
    section('', {
      kind: z.literal('step-decay'),
      every: whole(1, 'give the steps from one drop to the next').meta(
        means('The steps from one drop to the next.', { example: 1000 }),
      ),
      factor: fraction('give the factor of each drop, such as 0.5').meta(
        means('The factor of each drop.', { example: 0.5 }),
      ),
      warmUp,
    }).meta(means('At step k, η₀ times factor to the power ⌊k/every⌋.')),
    section('', {
      kind: z.literal('piecewise'),
      at: numbers(
        whole(1, 'give whole numbers of steps from 1 on'),
        'give the steps from which the factors hold, such as [500, 800]',
      ).meta(means('The steps from which the factors hold, ascending.', { example: [500, 800] })),
      factors: numbers(
        positive('give positive factors on rate'),
        'give the factors on rate from these steps on, such as [0.5, 0.1]',
      ).meta(
        means('The factors on η₀ from these steps on, one for each.', { example: [0.5, 0.1] }),
      ),
      warmUp,
    }).meta(
      means(
        'η₀, then η₀ times the factor of the last of the steps in at; what the method remembers goes on.',
      ),
    ),
    section('', {
      kind: z.literal('cosine'),
      steps: whole(1, 'give the steps until the final rate').meta(
        means('The steps until the final rate.', { example: 5000 }),
      ),
      final: positive('give the final rate, or leave it out for 0')
        .exactOptional()
        .meta(means('The final rate; left out, 0.', { example: 0.001 })),
      warmUp,
    }).meta(means('Half a cosine from η₀ down to the final rate, which then stays.')),
    section('', {
      kind: z.literal('inverse-time'),
      halvedAfter: positive('give the steps after which the rate is half').meta(
        means('The steps after which the rate is half of η₀.', { example: 500 }),
      ),
      warmUp,
    }).meta(means('At step k, η₀/(1 + k/halvedAfter).')),
  ],
  { error: 'write a schedule, such as { kind: cosine, steps: 1000 }' },
);
export type ScheduleSpec = z.output<typeof schedule>;
