import type { Term } from '../../../dynamics/integrate/term.ts';
import { independentSamplings } from '../../../dynamics/terms/batches.ts';
import { gradientCovariance } from '../../../dynamics/terms/diffusion.ts';
import { perturbAlike } from '../../../dynamics/terms/gradient-noise.ts';
import { covariances, matched } from '../../../dynamics/terms/matched-noise.ts';
import { normals } from '../../../dynamics/terms/normals.ts';
import { defaults } from '../../spec/defaults.ts';
import { means, oneOf, section, whole } from '../../spec/field.ts';
import type { BuildContext } from '../method.ts';

/** Gaussian noise of the covariance of mini-batches, on full gradients. */
const batchNoise = section('a mapping such as { batch: 16, covariance: diagonal }', {
  batch: whole(1, 'give the examples of the mini-batches whose noise it has').meta(
    means('The examples B of the mini-batches whose noise it has.', { example: 16 }),
  ),
  covariance: oneOf(covariances)
    .default(defaults.flowCovariance)
    .meta(
      means(
        'What of the covariance of their mean gradient the noise has: all of it, its diagonal, or a multiple of 1 of the same trace.',
        { source: 'that of SGD', example: 'diagonal' },
      ),
    ),
  sampling: oneOf(independentSamplings)
    .default(defaults.independentSampling)
    .meta(
      means('How the mini-batches are drawn whose noise it has.', {
        source: 'C/B, the covariance that the theory is written for',
        example: 'without-replacement',
      }),
    ),
});

/** What a method takes that can run on full gradients. */
export const alike = {
  batchNoise: batchNoise.exactOptional().meta(
    means(
      'Gaussian noise on the full gradient, of the covariance that mini-batches of B examples have at the same weights, or of its diagonal or trace; left out, none.',
      {
        example: { batch: 16, covariance: 'diagonal' },
        see: 'methods.md#noise-matched-to-that-of-mini-batches',
      },
    ),
  ),
};

export type BatchNoiseSpec = NonNullable<ReturnType<(typeof alike.batchNoise)['parse']>>;

/** A term with that noise, keyed by the step. */
export function withBatchNoise(
  term: Term,
  { covariance, ...of }: BatchNoiseSpec,
  { objective, random }: Pick<BuildContext, 'objective' | 'random'>,
): Term {
  const full = gradientCovariance(objective, { ...of, eta: 1 });
  const diffusion = matched(full, covariance, objective.parameters);
  return perturbAlike(term, diffusion, normals(diffusion.normals, random.fork('batch-noise')));
}
