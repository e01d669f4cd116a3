import { costSince } from '../../core/estimate.ts';
import type { LinearOperator } from '../../linalg/operator.ts';
import { roundOffOf } from '../../linalg/round-off.ts';
import { diagonal } from './diagonal.ts';
import { type DiagonalEstimate, knownDiagonal, sampledDiagonal } from './diagonal-estimate.ts';
import type { TraceOptions } from './hutchinson.ts';

/**
 * diag A: entry by entry from P forms where P ≤ maxProbes, else the mean of z ∘ A z over random signs z.
 *
 * The mean is unbiased with a variance of Σ_{k≠j} a²ⱼₖ a vector in entry j: Bekas, Kokiopoulou & Saad, An estimator for the diagonal of a
 * matrix, Applied Numerical Mathematics 57 (2007) 1214–1229, §2. See `sampledDiagonal`.
 *
 * @throws RangeError unless relativeError is in (0, ∞) and maxProbes an integer ≥ 20
 */
export function diagonalOf(
  A: LinearOperator,
  { relativeError, maxProbes, random }: TraceOptions,
): DiagonalEstimate {
  const start = performance.now();
  if (A.dim <= maxProbes) {
    const entries = diagonal(A);
    const { share, products } = roundOffOf(A);
    return knownDiagonal(entries, {
      ...{ share, cost: costSince(start, { hvps: A.dim + products }) },
    });
  }
  const draw = (k: number) => {
    const z = random.fork('probe', k).signs(A.dim);
    const Az = A.matvec(z);
    return Float64Array.from(z, (x, j) => x * Az[j]!);
  };
  return sampledDiagonal(draw, { relativeError, maxDraws: maxProbes }, (draws) =>
    costSince(start, { hvps: draws }),
  );
}
