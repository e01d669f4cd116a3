import { density as quadrature, type SpectralDensity } from '../../probes/spectrum/density.ts';
import { fraction, whole } from '../spec/field.ts';
import { defineProbe } from './probe.ts';

export const density = defineProbe({
  about: 'the spectral density of the Hessian, by stochastic Lanczos quadrature',
  cost: 'an HVP a Lanczos step, some 30 to 70 for each of 4 to 32 start vectors',
  form: '{ tolerance: 0.05, maxProbes: 32, maxIterations: 200 }',
  options: {
    // A choice: 0.02 needs up to four times as many start vectors.
    tolerance: fraction('give the error of the distribution, such as 0.05').default(0.05),
    maxProbes: whole(2, 'give the largest number of start vectors').default(32),
    maxIterations: whole(1, 'give the largest number of Lanczos steps of each').default(200),
  },
  outputs: { negativeShare: {} },
  measure({ hessian, random }, options) {
    const H = hessian();
    const found = quadrature(H, { ...options, random: random.fork('density') });
    return { scalars: { negativeShare: below(found, 0) }, arrays: arraysOf(found) };
  },
});

/** The share of eigenvalues at or below x, each spread by the width. */
function below(found: SpectralDensity, x: number) {
  const { lambda, cumulative, cumulativeError, cost, converged } = found;
  if (lambda.length === 0) {
    return { value: Number.NaN, stderr: Number.POSITIVE_INFINITY, cost, converged };
  }
  if (x < lambda[0]!) return { value: 0, stderr: 0, cost, converged };
  const i = lambda.findLastIndex((at) => at <= x);
  return { value: cumulative[i]!, stderr: cumulativeError[i]!, cost, converged };
}

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
}

function arraysOf(found: SpectralDensity): DensityArrays {
  const { dim, lambda, density, densityError, cumulative, cumulativeError, width, gap } = found;
  return {
    ...{ dim, lambda, density, densityError, cumulative, cumulativeError, width, gap },
    outliers: found.outliers.map(({ value }) => value),
    vectors: found.quadratures.length,
  };
}
