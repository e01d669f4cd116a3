import type { IndependentSampling } from '../../../dynamics/terms/batches.ts';
import { independentSamplings } from '../../../dynamics/terms/batches.ts';
import { defaults } from '../../spec/defaults.ts';
import { means, oneOf, whole } from '../../spec/field.ts';
import { relativeError } from '../estimate-keys.ts';
import { batch, batchesOf } from '../noise.ts';
import type { ProbeContext } from '../probe.ts';

/** Keys of means over mini-batches, and what they come to at a point of a run. */

export const sampling = oneOf(independentSamplings)
  .default(defaults.independentSampling)
  .meta(
    means('How the mini-batches of the measure are drawn, each on its own.', {
      source: 'C/B, the covariance that the theory is written for',
      example: 'without-replacement',
    }),
  );

/** The keys of a mean over mini-batches, which stops when it is good enough. */
export const overBatches = {
  batch,
  sampling,
  relativeError,
  maxBatches: whole(2, 'give the largest number of mini-batches')
    .default(1000)
    .meta(
      means('The largest number of mini-batches, whatever the error is then.', {
        source: 'as many as Andreyev and Beneventano take at most',
        example: 200,
      }),
    ),
};

/** Those keys with mini-batches in place of what says how they are drawn. */
export const drawn = <
  O extends { readonly batch?: number | undefined; readonly sampling: IndependentSampling },
>(
  context: ProbeContext,
  { batch: asked, sampling: how, ...options }: O,
  name: string,
) => ({ ...options, batches: batchesOf(context, asked, name, how) });
