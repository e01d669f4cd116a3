import { integerAtLeast, positive } from '../../core/check.ts';
import { costSince, type Estimate } from '../../core/estimate.ts';
import type { Rng } from '../../core/random.ts';
import { axpy, norm } from '../../linalg/float64.ts';
import type { KrylovSpace } from '../../linalg/krylov-space.ts';
import { krylovSpace } from '../../linalg/lanczos.ts';
import type { LinearOperator } from '../../linalg/operator.ts';
import { roundOffOf } from '../../linalg/round-off.ts';
import { tridiagonalEigen } from '../../linalg/tridiagonal.ts';

export interface SharpnessOptions {
  /** Requested residual relative to the eigenvalue, > 0. */
  readonly tolerance: number;
  /** Krylov dimension at most, and so products, ≥ 1; one more product checks the residual. */
  readonly maxIterations: number;
  readonly random: Rng;
}

/** Iterations between evaluations of the Ritz values; one costs m³ operations, little beside a product. */
const RITZ_EVERY = 4;

/**
 * Iterations to go on once the residual is small, as a share of those so far. A small residual says
 * that *an* eigenvalue is near, and a start poor in the top eigenvector finds the second one first: in
 * trials with two eigenvalues 0.2–5 % apart at the top, 1–10 % of starts did. Half as many iterations
 * more amplify what is hidden by the square root of the amplification so far.
 */
const CONFIRM = 0.5;

/**
 * The largest *algebraic* eigenvalue λ of A, by Lanczos with full reorthogonalisation.
 *
 * With V the Krylov basis and (λ, s) the top eigenpair of VᵀAV, the Ritz vector y = V s has residual
 * r = ‖A y − λ y‖ / ‖y‖, formed with one more product: with ε the share that A says its products may be off by, an
 * eigenvalue lies within e = r + ε ‖A‖ of λ. `stderr` is e and `interval` [λ − e, λ + e]. Parlett, The Symmetric
 * Eigenvalue Problem (1980), §§4.5, 13. That it is the largest one is not certified: the start is random and the search
 * goes on past the first success.
 *
 * Not converged if r > tolerance · |λ| and r > ε ‖A‖ (so that λ = 0 can be found), if ε > tolerance, or if the
 * iterations ran out first. Where A is not finite the value is NaN, not converged.
 *
 * @throws RangeError unless tolerance is in (0, ∞) and maxIterations an integer ≥ 1
 * @example
 * const H = hessian(objective, theta0);
 * const lambda = sharpness(H, { tolerance: 1e-2, maxIterations: 100, random: rng(0) });
 * console.log(lambda.value.toFixed(1), lambda.converged); // 28.3 true
 */
export function sharpness(
  A: LinearOperator,
  { tolerance, maxIterations, random }: SharpnessOptions,
): Estimate {
  positive('tolerance', tolerance);
  integerAtLeast('maxIterations', maxIterations, 1);
  const start = performance.now();
  const { share, products } = roundOffOf(A);
  const space = krylovSpace(A, random.fork('lanczos').normals(A.dim), share);
  try {
    const { value, weights, settled } = topOf(space, A.dim, { tolerance, maxIterations });
    const taken = space.diagonal.length + products;
    if (Number.isNaN(value)) {
      const cost = costSince(start, { hvps: taken });
      return { value, stderr: Number.POSITIVE_INFINITY, cost, converged: false };
    }
    const y = space.combine(weights);
    const residual = norm(axpy(-value, y, A.matvec(y))) / norm(y);
    const floor = share * space.size;
    const error = residual + floor;
    return {
      value,
      stderr: error,
      interval: [value - error, value + error],
      bounds: [value - error, value + error],
      cost: costSince(start, { hvps: taken + 1 }),
      converged:
        settled && share <= tolerance && residual <= Math.max(tolerance * Math.abs(value), floor),
    };
  } finally {
    space.dispose();
  }
}

/** The top Ritz pair; its vector is V x with the weights x. */
interface Top {
  readonly value: number;
  readonly weights: readonly number[];
  /** False if the iterations ran out. */
  readonly settled: boolean;
}

function topOf(
  space: KrylovSpace,
  dim: number,
  { tolerance, maxIterations }: Pick<SharpnessOptions, 'tolerance' | 'maxIterations'>,
): Top {
  // The iteration since which the residual has been small.
  let since = Number.POSITIVE_INFINITY;
  const limit = Math.min(maxIterations, dim);
  for (let next = RITZ_EVERY; ; next += RITZ_EVERY) {
    space.extend(Math.min(next, limit));
    const { diagonal, offDiagonal, beta, exhausted } = space;
    if (!Number.isFinite(beta)) return { value: Number.NaN, weights: [], settled: false };
    const m = diagonal.length;
    const { value, weights } = top(diagonal, offDiagonal);
    // Half the tolerance, since the product's own round-off adds to the residual found later.
    const small = beta * Math.abs(weights.at(-1)!) <= 0.5 * tolerance * Math.abs(value);
    since = small ? Math.min(since, m) : Number.POSITIVE_INFINITY;
    const settled = exhausted || m >= (1 + CONFIRM) * since;
    if (settled || m === limit) return { value, weights, settled };
  }
}

function top(
  diagonal: readonly number[],
  offDiagonal: readonly number[],
): { value: number; weights: readonly number[] } {
  const { values, vectors } = tridiagonalEigen(diagonal, offDiagonal);
  return { value: values.at(-1)!, weights: vectors.map((row) => row.at(-1)!) };
}
