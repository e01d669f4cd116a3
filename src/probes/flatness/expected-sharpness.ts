import { integerAtLeast, positive } from '../../core/check.ts';
import { costOfPasses, type Estimate } from '../../core/estimate.ts';
import type { Rng } from '../../core/random.ts';
import { congruent } from '../../linalg/congruent.ts';
import { axpy } from '../../linalg/float64.ts';
import type { LinearOperator } from '../../linalg/operator.ts';
import { type TraceOptions, trace } from '../trace/hutchinson.ts';
import { sampledMean } from '../trace/sequential.ts';
import type { LossFunction } from './loss-at.ts';
import { type Scaling, scaleOf } from './region.ts';

export interface AverageOptions {
  /** σ > 0, relative to each weight where the scaling is adaptive. */
  readonly sigma: number;
  readonly scaling: Scaling;
  /** Requested standard error relative to the mean, > 0. */
  readonly relativeError: number;
  /** Antithetic pairs at most, ≥ 2. */
  readonly maxPairs: number;
  readonly random: Rng;
}

/**
 * The mean rise E L(x + σTz) − L(x) under normal noise z, with T = I or diag |x|, by antithetic pairs.
 *
 * Each pair gives ½ (L(x + σTz) + L(x − σTz)) − L(x), from which odd orders of σ, and so the gradient, have
 * cancelled. `interval` is the 95 % Student interval over pairs. To second order the mean is that of
 * `secondOrderAverage`. Invariant under rescaling with adaptive scaling only. Not converged if maxPairs did not
 * bring the standard error to relativeError · |mean|, or is below 32; where L is not finite the value is not
 * either. The expected sharpness of Neyshabur, Bhojanapalli, McAllester & Srebro, NeurIPS 2017. Shape of x: [P].
 *
 * @throws RangeError unless sigma and relativeError are in (0, ∞) and maxPairs is an integer ≥ 2
 */
export function averageSharpness(
  surface: Pick<LossFunction, 'value'>,
  x: Float64Array,
  { sigma, scaling, relativeError, maxPairs, random }: AverageOptions,
): Estimate {
  positive('sigma', sigma);
  positive('relativeError', relativeError);
  integerAtLeast('maxPairs', maxPairs, 2);
  const start = performance.now();
  const scale = scaleOf(x, scaling);
  const base = surface.value(x);
  const { samples, ...mean } = sampledMean(maxPairs, relativeError, (from, to) =>
    Array.from({ length: to - from }, (_, k) => {
      const z = random.fork('noise', from + k).normals(x.length);
      const y = z.map((zi, i) => sigma * scale[i]! * zi);
      const [up, down] = [1, -1].map((sign) => surface.value(axpy(sign, y, x)));
      return (up! - base) / 2 + (down! - base) / 2;
    }),
  );
  return { ...mean, cost: costOfPasses(1 + 2 * samples, start) };
}

/**
 * ½ σ² tr(T H T), the mean rise under noise σTz to second order in σ, by Hutchinson's estimator.
 *
 * With T = I it is ½ σ² tr H; with T = diag |x|, ½ σ² Σ xᵢ² Hᵢᵢ, which no rescaling changes. Error, stopping
 * and what it throws are those of `trace`. Shape of x: [P].
 */
export function secondOrderAverage(
  H: LinearOperator,
  x: Float64Array,
  { sigma, scaling, ...options }: TraceOptions & Pick<AverageOptions, 'sigma' | 'scaling'>,
): Estimate {
  const half = positive('sigma', sigma) ** 2 / 2;
  const scale = scaleOf(x, scaling);
  const scaled = (v: ArrayLike<number>) => Float64Array.from(scale, (s, i) => s * v[i]!);
  const THT = congruent(H, { dim: H.dim, apply: scaled, transpose: scaled });
  const { value, stderr, interval, ...rest } = trace(THT, options);
  return {
    ...rest,
    value: half * value,
    stderr: half * stderr,
    interval: [half * interval![0], half * interval![1]],
  };
}
