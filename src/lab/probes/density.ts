import {
  density as quadrature,
  type SpectralDensity,
  ZERO,
} from '../../probes/spectrum/density.ts';
import { fraction, means, whole } from '../spec/field.ts';
import { defineProbe } from './probe.ts';

export const density = defineProbe({
  about: 'the spectral density of the Hessian, by stochastic Lanczos quadrature',
  sources: ['lin2016', 'ubaru2017', 'ghorbani2019'],
  cost: 'an HVP a Lanczos step, some 30 to 70 for each of 4 to 32 start vectors',
  form: '{ tolerance: 0.05, maxProbes: 32, maxIterations: 200, zero: 1.0e-4 }',
  options: {
    tolerance: fraction('give the error of the distribution, such as 0.05')
      .default(0.05)
      .meta(
        means('The error of the distribution at which it is good enough.', {
          source: 'chosen: 0.02 needs up to four times as many start vectors',
          example: 0.02,
        }),
      ),
    maxProbes: whole(2, 'give the largest number of start vectors')
      .default(32)
      .meta(
        means('The largest number of start vectors.', {
          source: 'chosen: 4 to 32 are what the error above takes',
          example: 64,
        }),
      ),
    maxIterations: whole(1, 'give the largest number of Lanczos steps of each')
      .default(200)
      .meta(
        means('The largest number of Lanczos steps of each start vector.', {
          source: 'chosen: some 30 to 70 are the rule',
          example: 100,
        }),
      ),
    zero: fraction('give the share of ‖H‖ up to which an eigenvalue counts as zero, such as 1.0e-4')
      .default(ZERO)
      .meta(
        means('The share of ‖H‖ up to which an eigenvalue counts as zero.', {
          source:
            'chosen: far above round-off, and what some 40 Lanczos steps tell from 0 where few eigenvalues are near',
          example: 1e-3,
        }),
      ),
  },
  outputs: { negativeShare: {}, zeroShare: {}, undecidedShare: {} },
  arrays: {
    ...{ lambda: 'densityEigenvalues', density: 'density', densityError: 'densityError' },
    ...{ cumulative: 'densityCumulative', cumulativeError: 'densityCumulativeError' },
    outliers: 'densityOutliers',
  },
  measure({ hessian, random }, options) {
    const H = hessian();
    const found = quadrature(H, { ...options, random: random.fork('density') });
    const { negative, zero, undecided } = found.signs;
    return {
      scalars: { negativeShare: negative, zeroShare: zero, undecidedShare: undecided },
      arrays: arraysOf(found),
    };
  },
});

/** A spectral density as its record holds it; see {@link SpectralDensity}. */
export interface DensityArrays
  extends Pick<
    SpectralDensity,
    | 'dim'
    | 'lambda'
    | 'density'
    | 'densityError'
    | 'cumulative'
    | 'cumulativeError'
    | 'width'
    | 'gap'
  > {
  /** Eigenvalues apart from the bulk, ascending. */
  readonly outliers: readonly number[];
  /** Start vectors of the quadrature. */
  readonly vectors: number;
  /** Whether the error asked for was reached; records from before it was kept have none. */
  readonly converged?: boolean;
}

function arraysOf(found: SpectralDensity): DensityArrays {
  const { dim, lambda, density, densityError, cumulative, cumulativeError, width, gap } = found;
  return {
    ...{ dim, lambda, density, densityError, cumulative, cumulativeError, width, gap },
    outliers: found.outliers.map(({ value }) => value),
    vectors: found.quadratures.length,
    converged: found.converged,
  };
}
