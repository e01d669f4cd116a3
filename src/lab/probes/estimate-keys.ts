import { defaults } from '../spec/defaults.ts';
import { fraction, means, whole } from '../spec/field.ts';

/** Keys that several probes have: how good an estimate is to be, and what it may cost at the most. */

/** Of an estimate from random vectors or mini-batches. */
export const relativeError = fraction('give the relative standard error to reach, such as 0.03')
  .default(defaults.trace.relativeError)
  .meta(
    means('The relative standard error at which the estimate is good enough.', {
      source:
        'in trials rates 0.02 and 0.1 ended at traces 18 % or more apart, so 3 % tells them apart',
      example: 0.01,
    }),
  );

const maxProbesMeaning = means(
  'The largest number of random vectors, whatever the error is then.',
  {
    source: 'chosen: enough for 3 % of a trace on the networks of this lab',
    example: 500,
  },
);

export const maxProbes = whole(2, 'give the largest number of random vectors')
  .default(defaults.trace.maxProbes)
  .meta(maxProbesMeaning);

/** Of estimators that take products with other vectors too, and three at the least. */
export const maxProducts = whole(3, 'give the largest number of products')
  .default(defaults.trace.maxProbes)
  .meta(maxProbesMeaning);

/** Of Lanczos for a largest eigenvalue. */
export const lanczosKeys = {
  tolerance: fraction('give a relative tolerance, such as 1.0e-3')
    .default(defaults.sharpness.tolerance)
    .meta(
      means('The relative error at which the eigenvalue is good enough.', {
        source: 'λ is read against 2/η, and 0.1 % is below the width of that line in a figure',
        example: 1e-2,
      }),
    ),
  maxIterations: whole(1, 'give the largest number of iterations')
    .default(defaults.sharpness.maxIterations)
    .meta(
      means('The largest number of iterations of Lanczos.', {
        source: 'chosen: several times what the networks of this lab take',
        example: 500,
      }),
    ),
};
