import { integerAtLeast, positive } from '../../core/check.ts';
import { type Cost, costSince, type Estimate } from '../../core/estimate.ts';
import { norm } from '../../linalg/float64.ts';
import type { LinearOperator } from '../../linalg/operator.ts';
import {
  type ExtremePair,
  type ThickRestartOptions,
  thickRestart,
} from '../../linalg/thick-restart.ts';

/** As of `thickRestart`; absent: no smallest eigenvalues, and no vectors to start from. */
export type EigenpairOptions = Omit<ThickRestartOptions, 'bottom' | 'start'> &
  Partial<Pick<ThickRestartOptions, 'bottom' | 'start'>>;

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
 * See `thickRestart`. With r = ‖A y − λ y‖ of a pair's unit vector and ε the share that A says its products may be off
 * by, an eigenvalue lies within e = r + ε ‖A‖ of λ: `stderr` is e, `interval` [λ − e, λ + e]; Parlett, The Symmetric
 * Eigenvalue Problem (1980), §4.5. Converged where r ≤ tolerance · |λ|, or r ≤ ε ‖A‖ as at an eigenvalue 0, unless
 * ε > tolerance or the products ran out first. All share one cost. Where A is not finite the values are NaN, not
 * converged.
 *
 * @throws RangeError unless top and bottom are integers ≥ 0 and not both 0, tolerance is in (0, ∞),
 * maxProducts an integer ≥ 1, and every start vector has P entries
 * @example
 * const H = hessian(objective, theta0);
 * const { top } = eigenpairs(H, { top: 3, tolerance: 1e-2, maxProducts: 200, random: rng(0) });
 * console.log(top.map(({ value }) => value.value.toFixed(1)).join(' ')); // 28.3 26.8 23.6
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
  const found = thickRestart(A, { ...options, bottom, start, random });
  const cost = costSince(began, { hvps: found.products });
  return {
    top: found.top.map((pair) => estimated(pair, found.roundOff, cost)),
    bottom: found.bottom.map((pair) => estimated(pair, found.roundOff, cost)),
  };
}

function estimated(
  { value, vector, residual, converged }: ExtremePair,
  roundOff: number,
  cost: Cost,
): Eigenpair {
  const stderr = norm(residual) + roundOff;
  if (!Number.isFinite(stderr)) {
    const lost = { value: Number.NaN, stderr: Number.POSITIVE_INFINITY, cost, converged: false };
    return { value: lost, vector };
  }
  const ends = [value - stderr, value + stderr] as const;
  return { value: { value, stderr, interval: ends, bounds: ends, cost, converged }, vector };
}
