import { means, positive, size } from '../../spec/field.ts';

/** Keys of probes that look at walkers, beside the window of their averages. */

export const binCount = (byDefault: number) =>
  size(2, `give the number of bins, such as ${byDefault}`)
    .default(byDefault)
    .meta(means('The number of bins.', { source: 'chosen', example: 2 * byDefault }));

/** T of exp(−L/T). */
export const densityTemperature = positive('give T of exp(−L/T); left out: that of the method')
  .exactOptional()
  .meta(means('The temperature T of exp(−L/T); left out, that of the method.', { example: 0.1 }));

export const passagesFrom = positive(
  'give the training time from which on passages are exponential; left out: a quarter of the run',
)
  .exactOptional()
  .meta(
    means(
      'The training time from which on passages are exponential; left out, a quarter of the run.',
      { example: 50 },
    ),
  );
