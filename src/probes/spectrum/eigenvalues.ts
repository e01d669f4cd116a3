import { integerAtLeast, positive } from '../../core/check.ts';
import { type Cost, costOfHvps, type Estimate } from '../../core/estimate.ts';
import type { Rng } from '../../core/random.ts';
import { norm } from '../../linalg/float64.ts';
import type { LinearOperator } from '../../linalg/operator.ts';
import { ends, type Found, search, small } from '../../linalg/thick-restart.ts';

export interface EigenpairOptions {
  /** How many of the largest algebraic eigenvalues, ≥ 0. */
  readonly top: number;
  /** How many of the smallest algebraic eigenvalues, ≥ 0; absent: none. */
  readonly bottom?: number;
  /** Requested residual relative to the eigenvalue, > 0. */
  readonly tolerance: number;
  /** Products at most, ≥ 1. */
  readonly maxProducts: number;
  /** Vectors to start from, such as the eigenvectors of a nearby operator. Shape [P] each. */
  readonly start?: readonly Float64Array[];
  readonly random: Rng;
}

export interface Eigenpair {
  readonly value: Estimate;
  /** Unit vector. Shape [P]. */
  readonly vector: Float64Array;
}

export interface Eigenpairs {
  /** The largest first. */
  readonly top: readonly Eigenpair[];
  /** The smallest first. */
  readonly bottom: readonly Eigenpair[];
}

/**
 * The largest and smallest *algebraic* eigenvalues of A with eigenvectors, by thick-restarted Lanczos.
 *
 * Rayleigh–Ritz on a basis V of bounded size: when it is full, the wanted Ritz vectors and half of the
 * others stay, and the Krylov space goes on from them (Wu & Simon, SIAM J. Matrix Anal. Appl. 22 (2000)
 * 602–616, §2), with full orthogonalisation. Pairs that have converged stay in the basis, so that further directions are
 * deflated of them. Memory: two vectors for each of 2(top + bottom) + 24 in the basis.
 *
 * Every pair has the residual r = ‖A y − λ y‖ of its unit vector as `stderr`, and an eigenvalue lies within
 * `interval` = [λ − r, λ + r]; Parlett, The Symmetric Eigenvalue Problem (1980), §4.5. That none above has
 * been missed is not certified: rounds from random directions look for one. Not converged where
 * r > tolerance · |λ| (round-off aside), or where the products ran out first. All share one cost. Where A is
 * not finite the values are NaN, not converged.
 *
 * There are fewer pairs than asked for where P or the products allow no more.
 *
 * @throws RangeError unless top and bottom are integers ≥ 0 and not both 0, tolerance is in (0, ∞),
 * maxProducts an integer ≥ 1, and every start vector has P entries
 */
export function eigenpairs(A: LinearOperator, options: EigenpairOptions): Eigenpairs {
  const { top, bottom = 0, tolerance, maxProducts, start = [] } = options;
  integerAtLeast('top', top, bottom === 0 ? 1 : 0);
  integerAtLeast('bottom', bottom, 0);
  positive('tolerance', tolerance);
  integerAtLeast('maxProducts', maxProducts, 1);
  for (const v of start)
    if (v.length !== A.dim)
      throw new RangeError(`invalid start; ${v.length} entries for an operator of ${A.dim}`);
  const began = performance.now();
  const random = options.random.fork('eigenvalues');
  const found = search(A, { ...options, bottom, start, random });
  const cost = costOfHvps(found.products, began);
  return {
    top: ends(found.values, top, 0).top.map((i) => estimated(found, i, tolerance, cost)),
    bottom: ends(found.values, 0, bottom).bottom.map((i) => estimated(found, i, tolerance, cost)),
  };
}

function estimated(found: Found, i: number, tolerance: number, cost: Cost): Eigenpair {
  const pair = found.pair(i);
  const { value, vector } = pair;
  const stderr = norm(pair.residual);
  if (!Number.isFinite(stderr)) {
    const lost = { value: Number.NaN, stderr: Number.POSITIVE_INFINITY, cost, converged: false };
    return { value: lost, vector };
  }
  const converged = found.settled && small(pair, tolerance, found.size);
  return {
    value: { value, stderr, interval: [value - stderr, value + stderr], cost, converged },
    vector,
  };
}
